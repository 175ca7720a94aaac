// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct ThreeWayMetadataTests {
    private func metadata(
        ignoring paths: [JSONValue] = [],
        redacting patterns: [String] = [],
        upstream: String? = nil,
        note: String = ""
    ) throws -> CassetteMetadata {
        CassetteMetadata(
            tool: "test",
            created: 1,
            upstream: upstream,
            matchingRules: try MatchingRules(json: ["ignore_json": .array(paths)]),
            redactionRules: RedactionRules(patterns: patterns),
            note: note
        )
    }

    @Test func `a rule is added when one side added it, and removed when one side removed it`() throws {
        let merged = ThreeWayMetadata(
            base: try metadata(ignoring: ["$.a", "$.b"], redacting: ["x"]),
            ours: try metadata(ignoring: ["$.b", "$.o"], redacting: ["x", "y"]),
            theirs: try metadata(ignoring: ["$.t", "$.a", "$.b"], redacting: ["z"])
        ).merged
        #expect(merged.matchingRules.ignoredJSON.map(\.description) == ["$.b", "$.o", "$.t"])
        #expect(merged.redactionRules.patterns == ["y", "z"])
    }

    @Test func `without a common version all rules count`() throws {
        let merged = ThreeWayMetadata(
            base: nil,
            ours: try metadata(ignoring: ["$.a"]),
            theirs: try metadata(ignoring: ["$.b", "$.a"])
        ).merged
        #expect(merged.matchingRules.ignoredJSON.map(\.description) == ["$.a", "$.b"])
    }

    @Test(arguments: [
        ("n", "n", "m", "m"), ("n", "m", "n", "m"), ("n", "m", "m", "m"), ("n", "o", "t", "o\nt"), ("n", "", "t", "t"),
    ])
    func `of two notes the changed one counts, and of two changes both`(
        base: String,
        ours: String,
        theirs: String,
        expected: String
    ) throws {
        let sides = try [base, ours, theirs].map { try metadata(note: $0) }
        #expect(ThreeWayMetadata(base: sides[0], ours: sides[1], theirs: sides[2]).merged.note == expected)
    }

    @Test func `an upstream that both changed is not known`() throws {
        let (base, ours, theirs) = (
            try metadata(upstream: "a"), try metadata(upstream: "b"), try metadata(upstream: "c")
        )
        #expect(ThreeWayMetadata(base: base, ours: ours, theirs: theirs).merged.upstream == nil)
        #expect(ThreeWayMetadata(base: base, ours: base, theirs: theirs).merged.upstream == "c")
    }
}
