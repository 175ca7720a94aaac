// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The cassettes of a three-way merge, made comparable: redacted by the rules of all, with fingerprints of the same rules.
struct ThreeWaySides {
    /// One of the cassettes.
    struct Side {
        /// The path that was given.
        let origin: String
        /// The file that is read: the cassette, or a redacted copy of it.
        var path: String
        /// The metadata of the cassette that was given.
        let metadata: CassetteMetadata

        init(_ path: String) throws {
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            (self.origin, self.path, self.metadata) = (path, path, cassette.metadata)
        }

        fileprivate func open(_ rules: MatchingRules?) throws -> Cassette {
            do {
                return try Cassette.open(path, matchingRules: rules)
            } catch {
                throw path == origin ? error : CassetteError.damaged(origin, reason: error.message, cause: error)
            }
        }
    }

    private(set) var base: Side?
    private(set) var ours: Side
    private(set) var theirs: Side
    /// The metadata of the merged cassette.
    let metadata: CassetteMetadata
    /// Whether fingerprints of the sides were made in different ways.
    let isMixed: Bool
    private let copies: String

    init(base: String?, ours: String, theirs: String) throws {
        self.base = try base.map { try Side($0) }
        self.ours = try Side(ours)
        self.theirs = try Side(theirs)
        metadata =
            ThreeWayMetadata(
                base: self.base?.metadata,
                ours: self.ours.metadata,
                theirs: self.theirs.metadata
            ).merged
        let own = [self.base, self.ours, self.theirs].compactMap { $0?.metadata }
        isMixed = own.contains { [metadata] in
            $0.matchingRules != metadata.matchingRules || $0.redactionRules != metadata.redactionRules
                || $0.fingerprintVersion != metadata.fingerprintVersion
        }
        copies = NSTemporaryDirectory() + "tapedeck-merge-" + UUID().uuidString
        do {
            try redact(&self.ours, as: "ours")
            try redact(&self.theirs, as: "theirs")
            if var side = self.base {
                try redact(&side, as: "base")
                self.base = side
            }
        } catch {
            removeCopies()
            throw error
        }
    }

    /// Reads a copy of a cassette that lacks rules of the others, so that it brings back no text that they took out.
    private func redact(_ side: inout Side, as name: String) throws {
        let (own, all) = (side.metadata.redactionRules, metadata.redactionRules)
        let patterns = all.patterns.filter { !own.patterns.contains($0) }
        let paths = all.paths.filter { !own.paths.contains($0) }
        guard !patterns.isEmpty || !paths.isEmpty || own.version < all.version else { return }
        try FileManager.default.createDirectory(
            atPath: copies,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        side.path = "\(copies)/\(name).sqlite"
        _ = try CassetteRedaction(rules: patterns, paths: paths).run(side.origin, into: side.path)
    }

    /// Works on the open cassettes.
    func open<Value>(_ body: (Cassette?, Cassette, Cassette) throws -> Value) throws -> Value {
        let rules = isMixed ? metadata.matchingRules : nil
        let base = try base?.open(rules)
        defer { try? base?.close() }
        let ours = try ours.open(rules)
        defer { try? ours.close() }
        let theirs = try theirs.open(rules)
        defer { try? theirs.close() }
        return try body(base, ours, theirs)
    }

    /// Removes the redacted copies.
    func removeCopies() {
        try? FileManager.default.removeItem(atPath: copies)
    }
}
