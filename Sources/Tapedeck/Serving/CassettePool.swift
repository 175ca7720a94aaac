// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

/// The cassettes of a server: its own, open as long as it runs, and those that its sessions name in the same
/// folder, of which a bounded number is open at a time.
final class CassettePool: Sendable {
    /// A cassette as the run first opened it.
    fileprivate enum Entry {
        case own(Cassette, LoadedCassette)
        case pooled(PooledCassette, LoadedCassette)
    }

    /// Maximum number of open idle cassettes.
    private static let openLimit = 32
    /// How long an idle cassette stays open.
    private static let idleLimit = Duration.seconds(60)

    private let path: String?
    private let metadata: CassetteMetadata
    private let rules: MatchingRules?
    private let onNotice: @Sendable (String) -> Void
    private let entries = Mutex<SpelledDictionary<Entry>>([:])

    /// - Parameters:
    ///   - path: The server's own cassette; `nil` when it has none.
    ///   - metadata: The metadata of a new cassette.
    ///   - rules: Matching rules in place of the cassettes' own.
    ///   - onNotice: Called when a cassette was replaced while it was recorded into.
    init(
        path: String?,
        new metadata: CassetteMetadata,
        matchingRules rules: MatchingRules?,
        onNotice: @escaping @Sendable (String) -> Void
    ) {
        self.path = path
        self.metadata = metadata
        self.rules = rules
        self.onNotice = onNotice
    }

    /// The cassette of a session, opened for recording only if the mode may record into it.
    func cassette(_ name: String?, mode: RecordMode) throws -> LoadedCassette {
        guard let path = try name.map(beside) ?? path else { return try LoadedCassette(EmptyCassette()) }
        let loaded = try entries.withLock { entries in
            if let entry = entries[path], entry.pooled?.isReplaced != true {
                guard entry.isRecording || !mode.records(emptyCassette: entry.loaded.isEmpty) else {
                    throw CassetteError(
                        code: .invalidArgument,
                        message: "The cassette \(path) is open for playing only",
                        remedy: .openForRecording(mode)
                    )
                }
                return entry.loaded
            }
            let entry = try open(path, mode: mode)
            entries[path] = entry
            return entry.loaded
        }
        closeIdle()
        return loaded
    }

    private func open(_ path: String, mode: RecordMode) throws -> Entry {
        let cassette = try make(path, mode: mode)
        guard path != self.path else { return .own(cassette, try LoadedCassette(cassette)) }
        let isRecording = cassette.isRecording
        let pooled = PooledCassette(cassette) { [self] in
            isRecording ? try record(path) : try Cassette.open(path, matchingRules: rules)
        } didOpen: { [weak self] in
            self?.closeIdle()
        }
        return .pooled(pooled, try LoadedCassette(pooled))
    }

    /// Closes idle cassettes of sessions: those idle for long, and as many of the others as exceed the
    /// limit.
    func closeIdle() {
        let pooled = entries.withLock { $0.values.compactMap(\.pooled) }
        let idle = pooled.compactMap { cassette in cassette.idleSince.map { (cassette, since: $0) } }
            .sorted { $0.since > $1.since }
        let now = ContinuousClock.now
        for (index, (cassette, since)) in idle.enumerated()
        where index >= Self.openLimit || since.duration(to: now) > Self.idleLimit {
            cassette.rest()
        }
    }

    /// Closes idle cassettes regularly until the task is cancelled.
    func watchIdle() async throws {
        while true {
            try await Task.sleep(for: Self.idleLimit / 2)
            closeIdle()
        }
    }

    /// Closes every cassette; the first error is thrown when all are closed.
    func close() throws {
        let entries = entries.withLock { entries in
            defer { entries = [:] }
            return Array(entries.values)
        }
        var failure: (any Error)?
        for entry in entries {
            do {
                switch entry {
                case .own(let cassette, _): try cassette.close()
                case .pooled(let cassette, _): try cassette.close()
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func make(_ path: String, mode: RecordMode) throws -> Cassette {
        switch mode {
        case .none: return try Cassette.open(path, matchingRules: rules)
        case .once where FileManager.default.fileExists(atPath: path) && !isEmpty(path):
            let cassette = try Cassette.open(path, matchingRules: rules)
            guard try cassette.lastID() == 0 else { return cassette }
            try cassette.close()
            return try record(path)
        case .once, .newEpisodes, .all: return try record(path)
        }
    }

    private func record(_ path: String) throws -> Cassette {
        try Cassette.record(path, new: metadata, matchingRules: rules) { [onNotice] in onNotice($0.message) }
    }

    private func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int == 0
    }

    /// The path of a cassette that a session names, in the folder of the server's own.
    private func beside(_ name: String) throws -> String {
        guard let path else { throw CassetteError(code: .invalidArgument, message: "This server has no cassettes.") }
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.contains("\0") else {
            throw CassetteError(
                code: .invalidArgument,
                message: "'\(name)' is not the name of a cassette beside \(path); give a file name without a folder."
            )
        }
        return ((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent(name)
    }
}

extension CassettePool.Entry {
    fileprivate var loaded: LoadedCassette {
        switch self {
        case .own(_, let loaded), .pooled(_, let loaded): loaded
        }
    }

    fileprivate var isRecording: Bool {
        switch self {
        case .own(let cassette, _): cassette.isRecording
        case .pooled(let cassette, _): cassette.isRecording
        }
    }

    fileprivate var pooled: PooledCassette? {
        if case .pooled(let cassette, _) = self { cassette } else { nil }
    }
}
