// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The metadata of a merged cassette.
struct MergedMetadata {
    private(set) var value: CassetteMetadata
    /// Whether the cassettes were made with different rules, or their fingerprints by another version.
    private(set) var isMixed: Bool

    init(_ first: CassetteMetadata) {
        value = first
        value.fingerprintVersion = CassetteMetadata.currentFingerprints
        isMixed = first.fingerprintVersion != value.fingerprintVersion
    }

    mutating func add(_ other: CassetteMetadata, path: String, first: String, isAllowed: Bool) throws {
        if other.upstream != value.upstream { value.upstream = nil }
        if !other.note.isEmpty, other.note != value.note {
            value.note += (value.note.isEmpty ? "" : "\n") + other.note
        }
        if other.fingerprintVersion != value.fingerprintVersion { isMixed = true }
        // Fingerprints of an older version of redaction are made anew.
        if other.redactionRules.version != value.redactionRules.version {
            isMixed = true
            value.redactionRules.version = max(other.redactionRules.version, value.redactionRules.version)
        }
        guard other.matchingRules != value.matchingRules || !other.redactionRules.isSame(as: value.redactionRules)
        else {
            return
        }
        guard isAllowed else {
            throw CassetteError(
                code: .invalidArgument,
                message: "\(path) was recorded with other matching or redaction rules than \(first)",
                remedy: .useFirstRules
            )
        }
        isMixed = true
        value.redactionRules.patterns += other.redactionRules.patterns.filter {
            !value.redactionRules.patterns.contains($0)
        }
        value.redactionRules.paths += other.redactionRules.paths.filter {
            !value.redactionRules.paths.contains($0)
        }
    }

    /// Works on a cassette with the fingerprints of the merged one.
    func open(_ path: String, _ body: (Cassette) throws -> Void) throws {
        let cassette = try Cassette.open(path, matchingRules: isMixed ? value.matchingRules : nil)
        defer { try? cassette.close() }
        try body(cassette)
    }
}
