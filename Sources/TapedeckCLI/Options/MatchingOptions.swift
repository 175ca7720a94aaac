// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore

/// Options of matching; without any, the rules in the cassette apply.
struct MatchingOptions: ParsableArguments {
    @Option(help: "Ignore this place in JSON bodies, such as '$.user' (repeatable).")
    var ignoreJson: [String] = []

    @Option(help: "Ignore this query item (repeatable).")
    var ignoreQuery: [String] = []

    @Option(help: "Compare this header field too (repeatable).")
    var matchHeader: [String] = []

    @Option(
        help: "Treat text that matches this pattern as equal: 'uuid', 'date', or a regular expression (repeatable)."
    )
    var scrub: [String] = []

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
