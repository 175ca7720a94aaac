// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct LooseningRuleTests {
    private func rule(_ path: String, _ recorded: String?, _ got: String?) throws -> LooseningRule? {
        func value(_ text: String?) throws -> JSONValue? {
            try text.map { try JSONValue(parsing: Array($0.utf8)[...]) }
        }
        return LooseningRule(at: try JSONPath(path), recorded: try value(recorded), got: try value(got))
    }

    private static let deciding: [(String, String?, String?)] = [
        ("$.messages[1].content", #""Summarize a""#, #""Summarize b""#),
        ("$.messages[0].role", #""user""#, #""system""#),
        ("$.model", #""gpt-4o-2024-08-06""#, #""gpt-4o-2024-11-20""#), ("$.temperature", "0.2", "0.7"),
        ("$.temperature", nil, "0.7"), ("$.seed", "1764288000", "1764288001"), ("$.stream", "true", nil),
        ("$.input", #""a""#, #""b""#), ("$.input[0].id", #""msg_01hx7k2m9q""#, #""msg_01hx7k2m9z""#),
        ("$.tools[0].function.name", #""a""#, #""b""#), ("$.max_tokens", "128", "256"), ("$.prompt", #""a""#, nil),
        ("$.response_format.type", #""text""#, #""json_object""#), ("$.stop", #""a""#, #""b""#),
        ("$.messages[1].user", #""a""#, #""b""#),
    ]

    @Test(arguments: deciding)
    func `what decides the answer gets no rule`(path: String, recorded: String?, got: String?) throws {
        #expect(try rule(path, recorded, got) == nil)
    }

    private static let volatile: [(String, String?, String?)] = [
        ("$.user", #""anna""#, #""bob""#), ("$.user", nil, #""bob""#), ("$.safety_identifier", #""a""#, nil),
        ("$.metadata.run", #""1""#, #""2""#), ("$.metadata", nil, "{}"), ("$.trace_id", #""a""#, #""b""#),
        ("$.started", "1764288000", "1764288001"), ("$.started", "1764288000123", "1764288001456"),
        ("$.training_file", #""file-6F2kq9aBcDeF""#, #""file-7G2kq9aBcDeF""#),
        ("$.build", #""0123456789abcdef0""#, #""fedcba98765432100""#),
    ]

    @Test(arguments: volatile)
    func `what looks volatile gets a rule for its place`(path: String, recorded: String?, got: String?) throws {
        #expect(try rule(path, recorded, got) == .ignoreJSON(JSONPath(path)))
    }

    @Test(arguments: [
        ("$.messages[0].content", #""It is 2026-11-27.""#, #""It is 2026-11-28.""#, "date"),
        (
            "$.input", #""Run 123e4567-e89b-12d3-a456-426614174000""#, #""Run 123e4567-e89b-12d3-a456-426614174001""#,
            "uuid"
        ),
        ("$.day", #""2026-11-27T10:00:00Z""#, #""2026-11-28T11:00:00Z""#, "date"),
    ])
    func `dates and UUIDs in a text get the rule that scrubs them`(
        path: String,
        recorded: String,
        got: String,
        name: String
    ) throws {
        #expect(try rule(path, recorded, got) == .scrub(name))
    }

    @Test(arguments: [("2024-10-21", "2025-01-01-preview"), ("2024-06-01", "2024-10-21"), (nil, "preview")])
    func `the version of Azure's API may be ignored`(recorded: String?, got: String?) {
        let rule = LooseningRule(queryItem: "api-version", recorded: recorded, got: got)
        #expect(rule == .ignoreQuery("api-version"))
    }

    @Test func `what selects a part of a list gets no rule`() {
        #expect(LooseningRule(queryItem: "after", recorded: "file-6F2kq9aBcDeF", got: "file-7G2kq9aBcDeF") == nil)
        #expect(LooseningRule(queryItem: "limit", recorded: "10", got: "20") == nil)
        #expect(LooseningRule(queryItem: "q", recorded: "a", got: "b") == nil)
        #expect(LooseningRule(queryItem: "nonce", recorded: "a", got: "b") == .ignoreQuery("nonce"))
        #expect(LooseningRule(queryItem: "day", recorded: "2026-11-27", got: "2026-11-28") == .scrub("date"))
    }
}
