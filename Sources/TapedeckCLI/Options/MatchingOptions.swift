// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore

/// Options of matching; without any, the rules in the cassette apply.
struct MatchingOptions: ParsableArguments {
    @Option(Settings.Matching.ignoreJSON) var ignoreJson: [String]
    @Option(Settings.Matching.ignoreQuery) var ignoreQuery: [String]
    @Option(Settings.Matching.matchHeader) var matchHeader: [String]
    @Option(Settings.Matching.scrub) var scrub: [String]

    /// The rules given, or `nil` when none are.
    func rules() throws -> MatchingRules? {
        guard !(ignoreJson + ignoreQuery + matchHeader + scrub).isEmpty else { return nil }
        return try MatchingRules(
            ignoringJSON: ignoreJson,
            query: ignoreQuery,
            matchingHeaders: matchHeader,
            scrubbing: scrub
        )
    }

    func validate() throws {
        do {
            _ = try rules()
        } catch let error as MatchingRuleError {
            throw ValidationError(error.message)
        }
    }
}
