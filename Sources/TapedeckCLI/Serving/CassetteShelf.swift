// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TapedeckCassettes
import TapedeckCore
import TapedeckServer

/// The cassettes a server has open: its own, and those its sessions ask for from the same folder.
final class CassetteShelf: Sendable {
    private let path: String?
    private let metadata: CassetteMetadata
    private let rules: MatchingRules?
    private let open = Mutex<SpelledDictionary<(cassette: Cassette, loaded: LoadedCassette)>>([:])

    /// - Parameters:
    ///   - path: The server's own cassette; `nil` when it has none.
    ///   - metadata: What a new cassette says of itself.
    ///   - rules: Matching rules in the place of the cassettes' own.
    init(path: String?, new metadata: CassetteMetadata, matchingRules rules: MatchingRules?) {
        self.path = path
        self.metadata = metadata
        self.rules = rules
    }

    /// The cassette of a session: opened for recording only when the mode can record into it.
    func cassette(_ name: String?, mode: RecordMode) throws -> LoadedCassette {
        guard let path = try name.map(beside) ?? path else { return try LoadedCassette(EmptyCassette()) }
        return try open.withLock { open in
            if let entry = open[path] {
                guard entry.cassette.isRecording || !mode.records(emptyCassette: entry.loaded.isEmpty) else {
                    throw CassetteError(
                        code: .invalidArgument,
                        message: "The cassette \(path) is open for playing only; start the server with "
                            + "--mode \(mode.rawValue) to record into it."
                    )
                }
                return entry.loaded
            }
            let cassette = try make(path, mode: mode)
            let loaded = try LoadedCassette(cassette)
            open[path] = (cassette, loaded)
            return loaded
        }
    }

    /// Closes every cassette; the first error is thrown when all are closed.
    func close() throws {
        let cassettes = open.withLock { open in
            defer { open = [:] }
            return open.values.map(\.cassette)
        }
        var failure: CassetteError?
        for cassette in cassettes {
            do {
                try cassette.close()
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
            return try Cassette.record(path, new: metadata, matchingRules: rules)
        case .once, .newEpisodes, .all: return try Cassette.record(path, new: metadata, matchingRules: rules)
        }
    }

    private func isEmpty(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int == 0
    }

    /// The path of a cassette that a session names, which must lie beside the server's own.
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
