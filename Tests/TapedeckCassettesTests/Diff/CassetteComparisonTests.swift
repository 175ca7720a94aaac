// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteComparisonTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func make(_ name: String, _ interactions: [Interaction], rules: MatchingRules = .strict) async throws {
        let cassette = try Cassette.record(folder(name), new: .test, matchingRules: rules)
        for interaction in interactions { try await cassette.add(interaction) }
        try cassette.close()
    }

    private func compare(
        _ configure: (inout CassetteComparison) -> Void = { _ in }
    ) throws -> (outcome: CassetteComparison.Outcome, lines: [String]) {
        var comparison = CassetteComparison()
        configure(&comparison)
        var lines: [String] = []
        let outcome = try comparison.run(folder("a"), folder("b")) { change in
            lines.append("\(change.left ?? 0) \(change.right ?? 0) \(change.requestLine)")
            for difference in change.differences {
                lines.append(
                    "\(difference.place): \(difference.left?.text() ?? "-") \(difference.right?.text() ?? "-")"
                )
            }
        }
        return (outcome, lines)
    }

    @Test func `times and volatile fields do not count unless all do`() async throws {
        var other = Interaction.sample()
        other.recordedAt += 7
        other.response.duration += 1
        other.response.headerFields[try #require(HTTPField.Name("x-request-id"))] = "req_2"
        try await make("a", [.sample()])
        try await make("b", [other])
        #expect(try compare().outcome.isSame)
        let all = try compare { $0.countsEverything = true }
        #expect(
            all.lines == [
                "1 1 POST /v1/chat/completions", "recorded at: 1700000000000000 1700000000000007",
                "response header x-request-id: - \"req_2\"", "duration: 2000 2001",
            ]
        )
    }

    @Test func `shows what was added, removed and changed in the order of the cassettes`() async throws {
        func chat(_ question: String, _ answer: String) -> Interaction {
            .sample(request: #"{"q":"\#(question)","t":0.2}"#, response: #"{"id":"\#(question)","a":"\#(answer)"}"#)
        }
        try await make(
            "a",
            [
                .sample(method: .delete, path: "/v1/files/1"), chat("one", "1"), chat("two", "2"), chat("two", "2b"),
            ]
        )
        try await make(
            "b",
            [
                chat("one", "1"), .sample(method: .get, path: "/v1/models"), chat("two", "2"), chat("two", "changed"),
            ]
        )
        let result = try compare()
        #expect(
            result.lines == [
                "1 0 DELETE /v1/files/1", "0 2 GET /v1/models", "4 4 POST /v1/chat/completions",
                #"response $.a: "2b" "changed""#,
            ]
        )
        #expect(result.outcome.same == 2 && result.outcome.changed == 1)
    }

    @Test func `an edited request is a change, and JSON is compared by value`() async throws {
        try await make("a", [.sample(request: #"{"t":1.0,"m":"x"}"#, response: #"{"a":1,"b":2}"#)])
        try await make("b", [.sample(request: #"{"m":"y","t":1}"#, response: #"{ "b": 2, "a": 1 }"#)])
        #expect(try compare().lines == ["1 1 POST /v1/chat/completions", #"request $.m: "x" "y""#])
        let ignoring = try compare { $0.ignoredJSON = [JSONPath(steps: [.member("m")])] }
        #expect(ignoring.outcome.isSame)
    }

    @Test func `streams are compared by what they say`() async throws {
        func stream(_ pieces: [String]) -> Interaction {
            var interaction = Interaction.sample(
                response: pieces.map { #"data: {"choices":[{"index":0,"delta":{"content":"\#($0)"}}]}"# + "\n\n" }
                    .joined()
            )
            interaction.response.headerFields = [.contentType: "text/event-stream"]
            return interaction
        }
        try await make("a", [stream(["a", "b"]), stream(["c"])])
        try await make("b", [stream(["ab"]), stream(["d"])])
        #expect(
            try compare().lines == [
                "2 2 POST /v1/chat/completions", #"response $.text["choices[0].content"]: "c" "d""#,
            ]
        )
    }

    @Test func `other rules are a difference, and the first ones pair`() async throws {
        let rules = try MatchingRules(json: ["ignore_json": ["$.user"]])
        try await make("a", [.sample(request: #"{"user":1}"#)], rules: rules)
        try await make("b", [.sample(request: #"{"user":2}"#)])
        let result = try compare()
        #expect(result.outcome.rulesDiffer && result.outcome.same == 1 && !result.outcome.isSame)
    }

    @Test func `large and binary bodies are told by length and digest`() async throws {
        var (left, right) = (Interaction.sample(), Interaction.sample())
        left.response.body = .bytes([UInt8](repeating: 1, count: 9 << 20))
        right.response.body = .bytes([UInt8](repeating: 2, count: 9 << 20))
        try await make("a", [left])
        try await make("b", [right])
        let lines = try compare().lines
        #expect(lines.count == 2 && lines[1].hasPrefix(#"response $: "9437184 bytes (sha256 "#))
    }
}
