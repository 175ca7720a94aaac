// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Facts about a whole cassette: where it comes from, and the rules it was made with.
package struct CassetteMetadata: Sendable, Hashable {
    /// The version of the tool that made the cassette.
    package var tool: String
    /// When the cassette was made, in microseconds since 1970-01-01 UTC.
    package var created: Int64
    /// The base URL the recordings come from, if it is known.
    package var upstream: String?
    /// The rules the fingerprints were made with.
    package var matchingRules: MatchingRules
    /// The rules the contents were redacted with.
    package var redactionRules: RedactionRules
    /// Free text.
    package var note: String
    /// How the fingerprints on file were made, see ``currentFingerprints``.
    package var fingerprintVersion = Self.currentFingerprints

    /// How this version makes fingerprints.
    ///
    /// 1 took for JSON what its content type said was, and numbers for doubles.
    package static let currentFingerprints = 2

    /// Creates metadata.
    package init(
        tool: String,
        created: Int64,
        upstream: String? = nil,
        matchingRules: MatchingRules = .strict,
        redactionRules: RedactionRules = .builtIn,
        note: String = ""
    ) {
        self.tool = tool
        self.created = created
        self.upstream = upstream
        self.matchingRules = matchingRules
        self.redactionRules = redactionRules
        self.note = note
    }
}
