// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

/// The cassettes of a server: its own, open as long as it runs, and those that its sessions name, of which a bounded
/// number is open at a time.
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

    private let source: CassetteSource
    private let metadata: CassetteMetadata
    private let rules: MatchingRules?
    private let onNotice: @Sendable (String) -> Void
    /// By path; of a cassette that sessions load themselves, an entry for each way to open it.
    private let entries = Mutex<SpelledDictionary<Entry>>([:])

    /// - Parameters:
    ///   - source: Where the cassettes are.
    ///   - metadata: The metadata of a new cassette.
    ///   - rules: Matching rules in place of the cassettes' own.
    ///   - onNotice: Called when a cassette was replaced while it was recorded into.
    init(
        _ source: CassetteSource,
        new metadata: CassetteMetadata,
        matchingRules rules: MatchingRules?,
        onNotice: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.metadata = metadata
        self.rules = rules
        self.onNotice = onNotice
    }

    /// The cassette of a session, opened for recording only if the mode may record into it.
    func cassette(_ request: CassetteRequest) throws -> LoadedCassette {
        guard let path = try source.path(of: request.name) else { return try LoadedCassette(EmptyCassette()) }
        let loaded = try source.isLoadedBySessions ? load(path, for: request) : loadOnce(path, mode: request.mode)
        closeIdle()
        return loaded
    }

    /// The cassette of a session that plays it, opened for recording beside that.
    /// - Throws: `CassetteError` when it cannot be recorded into.
    func recordedCassette(_ request: CassetteRequest) throws -> LoadedCassette {
        guard let path = try source.path(of: request.name) else {
            throw CassetteError(code: .invalidArgument, message: "The session has no cassette to record into.")
        }
        return try LoadedCassette(try pooled(path, request, isRecording: true))
    }

    /// The cassette as the run first opened it.
    private func loadOnce(_ path: String, mode: RecordMode) throws -> LoadedCassette {
        try entries.withLock { entries in
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
    }

    private func open(_ path: String, mode: RecordMode) throws -> Entry {
        let cassette = try make(path, mode: mode)
        guard source != .file(path) else { return .own(cassette, try LoadedCassette(cassette)) }
        let pooled = pool(cassette, rules: rules, upstream: nil)
        return .pooled(pooled, try LoadedCassette(pooled))
    }

    private func pool(_ cassette: Cassette, rules: MatchingRules?, upstream: String?) -> PooledCassette {
        let (path, isRecording) = (cassette.path, cassette.isRecording)
        return PooledCassette(cassette) { [self] in
            isRecording
                ? try record(path, rules: rules, upstream: upstream) : try Cassette.open(path, matchingRules: rules)
        } didOpen: { [weak self] in
            self?.closeIdle()
        }
    }

    // MARK: - Loaded by sessions

    /// The cassette as it is now, for a session that loads it itself.
    private func load(_ path: String, for request: CassetteRequest) throws -> LoadedCassette {
        let playsFirst: Bool =
            switch request.mode {
            case .none: true
            case .once: FileManager.default.fileExists(atPath: path) && !isEmpty(path)
            case .newEpisodes, .all: false
            }
        if playsFirst {
            let played = try pooled(path, request, isRecording: false)
            let loaded = try LoadedCassette(played, playing: request.filters)
            guard request.mode == .once, loaded.isEmpty else { return loaded }
            played.rest()
        }
        let recorded = try pooled(path, request, isRecording: true)
        return try LoadedCassette(recorded, playing: request.filters)
    }

    private func pooled(_ path: String, _ request: CassetteRequest, isRecording: Bool) throws -> PooledCassette {
        let rules = request.matchingRules ?? rules
        // A recorder has the file to itself, whatever its rules are.
        let key = isRecording ? "record:\(path)" : "play:\(path)\0\(rules?.json.text() ?? "")"
        return try entries.withLock { entries in
            if let pooled = entries[key]?.pooled, !pooled.isReplaced {
                guard !isRecording || rules == nil || rules == pooled.matchingRules else {
                    throw CassetteError(
                        code: .invalidArgument,
                        message: "The cassette \(path) is being recorded with the matching rules "
                            + "\(pooled.matchingRules.json.text()); sessions that record into one cassette need the same."
                    )
                }
                return pooled
            }
            let cassette =
                try isRecording
                ? record(path, rules: rules, upstream: request.upstream) : Cassette.open(path, matchingRules: rules)
            let pooled = pool(cassette, rules: rules, upstream: request.upstream)
            entries[key] = .pooled(pooled, try LoadedCassette(pooled))
            return pooled
        }
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
        // A recorder makes one file of it again, which it cannot while players of the same cassette have that open.
        for entry in entries.filter({ !$0.isRecording }) + entries.filter(\.isRecording) {
            do {
                switch entry {
                case .own(let cassette, _): try cassette.close()
                case .pooled(let cassette, _): try cassette.close()
                }
            } catch {
                failure = failure ?? error
            }
        }
        // One that rested before the players did could not.
        for case .pooled(let cassette, _) in entries where cassette.isRecording { Cassette.settle(cassette.name) }
        if let failure { throw failure }
    }

    private func make(_ path: String, mode: RecordMode) throws -> Cassette {
        switch mode {
        case .none: return try Cassette.open(path, matchingRules: rules)
        case .once where FileManager.default.fileExists(atPath: path) && !isEmpty(path):
            let cassette = try Cassette.open(path, matchingRules: rules)
            guard try cassette.lastID() == 0 else { return cassette }
            try cassette.close()
            return try record(path, rules: rules)
        case .once, .newEpisodes, .all: return try record(path, rules: rules)
        }
    }

    private func record(_ path: String, rules: MatchingRules?, upstream: String? = nil) throws -> Cassette {
        var metadata = metadata
        metadata.upstream = upstream ?? metadata.upstream
        if source.isLoadedBySessions {
            let folder = (path as NSString).deletingLastPathComponent
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw CassetteError(code: .writeFailed, message: "The folder \(folder) cannot be made: \(error).")
            }
        }
        return try Cassette.record(path, new: metadata, matchingRules: rules) { [onNotice] in onNotice($0.message) }
    }

    private func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int == 0
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
