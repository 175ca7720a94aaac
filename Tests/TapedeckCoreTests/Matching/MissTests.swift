// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

struct MissTests {
    private func key(_ pathAndQuery: String, body: String = "{}") -> RequestKey {
        var builder = CanonicalBodyBuilder(contentType: "application/json", rules: .strict, redactor: Redactor())
        builder.push(Array(body.utf8)[...])
        return RequestKey(
            RequestLine(method: .post, pathAndQuery: pathAndQuery),
            fields: [:],
            body: builder.finish(),
            rules: .strict,
            redactor: Redactor()
        )
    }

    private func miss(
        _ request: String,
        body: String = "{}",
        reason: Miss.Reason = .notRecorded,
        candidates: [(InteractionID, String, String)] = [],
        cassette: String = "chat.cassette",
        upstream: String? = nil,
        session: String = "",
        rules: MatchingRules = .strict,
        otherSessions: Set<String> = [],
        isOfTest: Bool = false
    ) -> Miss {
        Miss(
            key: key(request, body: body),
            requestLine: "POST \(request)",
            reason: reason,
            candidates: candidates.map { ($0.0, "POST \($0.1)", key($0.1, body: $0.2)) },
            cassette: cassette,
            upstream: upstream,
            mode: .none,
            session: session,
            rules: rules,
            otherSessions: otherSessions,
            isOfTest: isOfTest
        )
    }

    @Test func `tells which other session has the request, as after a test was renamed`() {
        #expect(
            miss("/v1/x", session: "new", otherSessions: ["old"]).description == """
                No recording in the cassette chat.cassette (mode none, session new) matches POST /v1/x.
                The session old has a recording of it.
                If the test was renamed, run: tapedeck cassette rename-session chat.cassette old new
                To record it, run: tapedeck record --cassette chat.cassette --mode new_episodes
                """
        )
    }

    @Test func `says what was asked, and how to record it`() {
        #expect(
            miss("/v1/x").description == """
                No recording in the cassette chat.cassette (mode none) matches POST /v1/x.
                To record it, run: tapedeck record --cassette chat.cassette --mode new_episodes
                """
        )
    }

    @Test func `of those that differ in as many places, the nearest has the most words in common`() {
        let candidates = ["Hello there", "Summarize: the cat sat", "Summarize: a letter", "Summarize: the cat sat"]
        let miss = miss(
            "/v1/x",
            body: #"{"content":"Summarize: the dog sat","n":1}"#,
            candidates: candidates.enumerated().map { index, content in
                (InteractionID(index + 1), "/v1/x", #"{"content":"\#(content)","n":\#(index == 3 ? 2 : 1)}"#)
            }
        )
        #expect(miss.nearest.map(\.id) == [2, 3, 1])
    }

    @Test func `shows the nearest recordings, nearest first`() {
        let miss = miss(
            "/v1/x",
            body: #"{"a":1,"b":2,"c":3}"#,
            candidates: [
                (1, "/v1/x", "{}"), (2, "/v1/x", #"{"a":1,"b":0,"c":0}"#), (3, "/v1/x", #"{"a":1,"b":2,"c":4}"#),
                (4, "/v1/x", #"{"a":1,"b":2,"c":5}"#), (5, "/v1/x", #"{"a":1,"b":2,"c":3}"#),
            ]
        )
        #expect(
            miss.description == """
                No recording in the cassette chat.cassette (mode none) matches POST /v1/x.
                Nearest: #3 POST /v1/x
                           $.c: recorded 4 got 3
                         #4 POST /v1/x
                           $.c: recorded 5 got 3
                         #2 POST /v1/x
                           $.b: recorded 0 got 2
                           and 1 more difference
                To record it, run: tapedeck record --cassette chat.cassette --mode new_episodes
                """
        )
        #expect(miss.nearest.map(\.id) == [3, 4, 2])
    }

    @Test func `a test is told to run again, whatever it records`() {
        let remedy = "To record it, run the test again with TAPEDECK_RECORD=all"
        #expect(miss("/v1/x", upstream: Miss.simulator, session: "t", isOfTest: true).description.hasSuffix(remedy))
        #expect(miss("/v1/x", upstream: "http://127.0.0.1/v1", isOfTest: true).description.hasSuffix(remedy))
    }

    @Test func `tells how many differences there are`() {
        let miss = miss("/v1/x", body: #"{"a":1,"b":2,"c":3}"#, candidates: [(1, "/v1/y", "{}")])
        #expect(
            miss.description.contains(
                "path: recorded /v1/y got /v1/x\n           and 3 more differences\nTo record it, run: "
            )
        )
        #expect(!miss.description.contains("add:"))
    }

    @Test func `names session and rules`() throws {
        let rules = try MatchingRules(ignoringJSON: ["$.user"], query: [], matchingHeaders: [], scrubbing: [])
        #expect(
            miss("/v1/x", session: "a", rules: rules).description.hasPrefix(
                #"No recording in the cassette chat.cassette (mode none, session a, rules {"ignore_json":["$.user"]}) matches"#
            )
        )
    }

    @Test(arguments: [(1, "The one recording"), (3, "All 3 recordings")])
    func `says that recordings ran out`(_ row: (recordings: Int, text: String)) {
        #expect(
            miss("/v1/x", reason: .ranOut(recordings: row.recordings)).description == """
                \(row.text) of POST /v1/x in the cassette chat.cassette (mode none) played already.
                To play the last one again, use --repeat last; to record another, run: \
                tapedeck record --cassette chat.cassette --mode new_episodes
                """
        )
    }

    struct Remedy: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String
        let body: String
        let recorded: String
        let recordedBody: String
        let added: String?
    }

    static let remedies = [
        Remedy(
            testDescription: "a query item",
            request: "/x?ts=1",
            body: "{}",
            recorded: "/x?ts=2",
            recordedBody: "{}",
            added: "If this item should not count, add: --ignore-query 'ts'"
        ),
        Remedy(
            testDescription: "a query item with a quote",
            request: "/x?it's=1764288000",
            body: "{}",
            recorded: "/x?it's=1764201600",
            recordedBody: "{}",
            added: #"If this item should not count, add: --ignore-query 'it'\''s'"#
        ),
        Remedy(
            testDescription: "an odd name",
            request: "/x",
            body: #"{"a b":"req_01hx7k2m9q"}"#,
            recorded: "/x",
            recordedBody: #"{"a b":"req_01hx7k2m9z"}"#,
            added: #"If this place should not count, add: --ignore-json '$["a b"]'"#
        ),
        Remedy(
            testDescription: "a name with a quote",
            request: "/x",
            body: #"{"user":{"it's":1}}"#,
            recorded: "/x",
            recordedBody: "{}",
            added: #"If this place should not count, add: --ignore-json '$.user'"#
        ),
        Remedy(
            testDescription: "a date in a prompt",
            request: "/x",
            body: #"{"messages":[{"content":"Today is 2026-11-28."}]}"#,
            recorded: "/x",
            recordedBody: #"{"messages":[{"content":"Today is 2026-11-27."}]}"#,
            added: "If what differs should not count, add: --scrub date"
        ),
        Remedy(testDescription: "the path", request: "/x", body: "{}", recorded: "/y", recordedBody: "{}", added: nil),
        Remedy(
            testDescription: "two differences",
            request: "/x?a=1&b=1",
            body: "{}",
            recorded: "/x",
            recordedBody: "{}",
            added: nil
        ),
    ]

    @Test(arguments: remedies)
    func `offers a rule where one difference is left`(_ row: Remedy) {
        let miss = miss(row.request, body: row.body, candidates: [(1, row.recorded, row.recordedBody)])
        let record = "To record it, run: tapedeck record --cassette chat.cassette --mode new_episodes"
        #expect(miss.remedy(for: .commandLine) == record + (row.added.map { "\n\($0)" } ?? ""))
    }

    @Test(arguments: [
        ("cassettes/a-b_1.cassette", "cassettes/a-b_1.cassette"), ("my tape", "'my tape'"), ("it's", #"'it'\''s'"#),
        ("$x", "'$x'"),
    ])
    func `names a cassette as one word of a shell`(_ row: (name: String, word: String)) {
        #expect(miss("/x", cassette: row.name).remedy(for: .commandLine).contains("--cassette \(row.word) --mode"))
    }

    private static let commands: [(String?, String, String)] = [
        (nil, "", "tapedeck record --cassette a.sqlite --mode new_episodes"),
        ("https://api.openai.com/v1", "", "tapedeck record --cassette a.sqlite --mode new_episodes"),
        ("http://a.test/v1", "", "tapedeck record --cassette a.sqlite --mode new_episodes --upstream http://a.test/v1"),
        ("tapedeck simulate", "", "tapedeck run --cassette a.sqlite --mode new_episodes --simulate -- COMMAND"),
        ("tapedeck simulate", "test", "tapedeck run --cassette a.sqlite --mode new_episodes --simulate -- COMMAND"),
        (nil, "upstream:http:b.test:v1", "tapedeck run --cassette a.sqlite --mode new_episodes -- COMMAND"),
    ]

    @Test(arguments: commands)
    func `the command of the remedy asks what was asked`(upstream: String?, session: String, command: String) {
        let miss = miss("/x", cassette: "a.sqlite", upstream: upstream, session: session)
        #expect(miss.remedy(for: .commandLine) == "To record it, run: \(command)")
    }
}
