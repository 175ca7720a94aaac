// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct MatchingRulesTests {
    private func rules() throws -> MatchingRules {
        try MatchingRules(
            ignoringJSON: ["$.user", "$['odd ]name'][0]", "$..id"],
            query: ["after", "limit"],
            matchingHeaders: ["X-Variant", "accept"],
            scrubbing: ["uuid", "[0-9]+"]
        )
    }

    @Test func `are kept as JSON`() throws {
        let rules = try rules()
        #expect(
            rules.json.text()
                == #"{"ignore_json":["$.user","$[\"odd ]name\"][0]","$..id"],"ignore_query":["after","limit"],"#
                + #""match_header":["accept","x-variant"],"scrub":["uuid","[0-9]+"]}"#
        )
        #expect(try MatchingRules(json: rules.json) == rules)
        #expect(try MatchingRules(json: JSONValue(parsing: Array(rules.json.text().utf8))) == rules)
        #expect(MatchingRules.strict.json == [:])
        #expect(try MatchingRules(json: [:]) == .strict)
    }

    @Test func `refuse what cannot be read`() throws {
        #expect(throws: MatchingRuleError.self) { try MatchingRules(json: ["ignore_json": ["user"]]) }
        let error = try #require(throws: MatchingRuleError.self) { try MatchingRules(json: ["scrub": ["("]]) }
        #expect(error.description.hasPrefix("'(' is not a regular expression ("))
        #expect(error.description.hasSuffix("); write one, or a name: uuid, date."))
    }

    @Test func `scrub one pattern after the other`() throws {
        let text = "1 01234567-89ab-cdef-0123-456789ABCDEF 22"
        #expect(try rules().scrub(text) == "<[0-9]+> <uuid> <[0-9]+>")
        #expect(MatchingRules.strict.scrub(text) == text)
    }

    @Test(arguments: [
        ("2024-05-06", "<date>"), ("on 2024-05-06T07:08Z!", "on <date>!"), ("2024-05-06 07:08:09.123+02:00", "<date>"),
        ("2024-05-06T07:08:09-0700", "<date>"), ("24-05-06", "24-05-06"), ("2024-05-06T7", "<date>T7"),
    ])
    func `scrub dates`(_ row: (text: String, scrubbed: String)) throws {
        let rules = try MatchingRules(ignoringJSON: [], query: [], matchingHeaders: [], scrubbing: ["date"])
        #expect(rules.scrub(row.text) == row.scrubbed)
    }
}
