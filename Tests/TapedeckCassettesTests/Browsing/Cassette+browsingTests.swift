// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct CassetteBrowsingTests {
    private let folder: TemporaryFolder
    private let cassette: Cassette

    init() throws {
        folder = try TemporaryFolder()
        cassette = try Cassette.record(folder("x.cassette"), new: .test)
    }

    private func chat(_ prompt: String, _ answer: String, session: String = "", status: Int = 200) -> Interaction {
        .sample(
            session: session,
            request: #"{"model":"m","messages":[{"role":"user","content":"\#(prompt)"}]}"#,
            response: #"{"choices":[{"message":{"content":"\#(answer)"}}],"usage":{"total_tokens":7}}"#,
            status: status
        )
    }

    private func find(_ change: (inout InteractionSearch) -> Void, after id: InteractionID = 0) throws
        -> FoundInteractions
    {
        var search = InteractionSearch()
        change(&search)
        return try cassette.find(search, after: id, for: .seconds(60))
    }

    @Test func `tells the lines of a list`() async throws {
        var streamed = chat("two", "b")
        streamed.response.chunks = [
            Chunk(offset: 0, length: 10, time: 1),
            Chunk(offset: 10, length: streamed.response.body.length - 10, time: 2),
        ]
        for one in [chat("one", "a"), streamed, .sample(method: .get, path: "/v1/models", query: "a=b", request: "")] {
            try await cassette.add(one)
        }
        let outlines = try cassette.outlines(of: [1...2, 3...9], limit: 10)
        #expect(outlines.map(\.id) == [1, 2, 3])
        #expect(outlines.map(\.isStreamed) == [false, true, false])
        #expect(outlines.map(\.content?.prompt) == ["one", "two", nil])
        #expect(outlines.map(\.content?.model) == ["m", "m", nil])
        #expect(outlines.map(\.content?.tokens) == [7, 7, 0])
        #expect(outlines[2].query == "a=b")
        #expect(outlines[2].requestLength == 0)
        #expect(try cassette.outlines(of: [2...2], limit: 10).map(\.id) == [2])
        #expect(try cassette.outlines(of: [1...9], limit: 2).map(\.id) == [1, 2])
        #expect(try cassette.outlines(of: [7...9], limit: 2).isEmpty)
    }

    @Test func `reads no large body for a list`() async throws {
        try await cassette.add(chat(String(repeating: "x", count: 2 << 20), "a"))
        let outline = try #require(try cassette.outlines(of: [1...1], limit: 1).first)
        #expect(outline.content == nil)
        #expect(outline.requestLength > 2 << 20)
    }

    @Test func `tells what an answer cost`() async throws {
        func answer(_ usage: String = "", _ more: String = "") -> Interaction {
            .sample(
                request: #"{"model":"gpt-4o-mini","messages":[]}"#,
                response: #"{"model":"gpt-4o-mini-2024-07-18","usage":{"prompt_tokens":1000,"completion_tokens":100"#
                    + usage + "}" + more + "}"
            )
        }
        var simulated = answer()
        simulated.response.headerFields[try #require(HTTPField.Name("tapedeck-simulated"))] = "1"
        try await cassette.add(answer())
        try await cassette.add(answer(#","prompt_tokens_details":{"cached_tokens":400}"#))
        try await cassette.add(answer(#","prompt_tokens_details":{"audio_tokens":4}"#))
        try await cassette.add(answer("", #","service_tier":"flex""#))
        try await cassette.add(simulated)
        try await cassette.add(.sample(request: #"{"model":"of-nobody"}"#, response: #"{"usage":{"prompt_tokens":1}}"#))
        let costs = try cassette.outlines(of: [1...9], limit: 10).map(\.content?.cost?.dollars)
        #expect(costs.map { $0.map { ($0 * 1e8).rounded() } } == [21000, 18000, nil, nil, nil, nil])
    }

    @Test func `finds by prompt, answer, path and session`() async throws {
        try await cassette.add(chat("Plan a weekend in Lisbon", "Take tram 28"))
        try await cassette.add(chat("Weather in Oslo", "Snow", session: "test_weather"))
        try await cassette.add(chat("Too fast", "no", status: 429))
        try await cassette.add(.sample(method: .get, path: "/v1/models", request: ""))
        #expect(try find { _ in }.ranges == [1...4])
        #expect(try find { $0.words = ["LISBON", "tram"] }.ranges == [1...1])
        #expect(try find { $0.words = ["test_weather"] }.ranges == [2...2])
        #expect(try find { $0.words = ["models"] }.ranges == [4...4])
        #expect(try find { $0.words = ["in"] }.ranges == [1...2])
        #expect(try find { $0.words = ["tapedeck"] }.count == 0)
        #expect(try find { $0.statuses = 400...499 }.ranges == [3...3])
        #expect(try find { $0.label = "" }.ranges == [1...1, 3...4])
        #expect(try find { $0.path = "/v1/chat" }.ranges == [1...3])
        #expect(try find { $0.path = "/V1/chat" }.count == 0)
        #expect(try find({ $0.words = ["in"] }, after: 1).ranges == [2...2])
        #expect(try find({ _ in }, after: 4).count == 0)
    }

    @Test func `tells ranges where numbers have gaps`() async throws {
        for number in 1...5 { try await cassette.add(chat("\(number)", "a", session: number == 3 ? "a" : "")) }
        _ = try await cassette.removeRecordings(of: "a", upTo: 9)
        #expect(try find { _ in }.ranges == [1...2, 4...5])
        #expect(try find { _ in }.count == 4)
        #expect(try find({ _ in }, after: 3).ranges == [4...5])
    }

    @Test func `goes on where the time is over`() async throws {
        for number in 1...4 { try await cassette.add(chat("word \(number)", "a")) }
        var search = InteractionSearch()
        search.words = ["word"]
        var found: [InteractionID] = []
        var after: InteractionID? = 0
        var calls = 0
        while let start = after {
            let next = try cassette.find(search, after: start, for: .zero)
            found += next.ranges.flatMap { Array($0) }
            after = next.next
            calls += 1
        }
        #expect(found == [1, 2, 3, 4])
        #expect(calls == 5)
    }

    @Test func `searches bodies in segments, and coded ones`() async throws {
        try await cassette.add(chat(String(repeating: "word ", count: 1 << 19) + "needle", "a"))
        var coded = chat("b", "c")
        coded.response.headerFields[.contentEncoding] = "gzip"
        coded.response.body = .bytes(Compression.deflate(Array(#"{"a":"it came compressed"}"#.utf8)))
        try await cassette.add(coded)
        var damaged = coded
        damaged.response.body = .bytes([0x1F, 0x8B, 8])
        try await cassette.add(damaged)
        #expect(try find { $0.words = ["needle"] }.ranges == [1...1])
        #expect(try find { $0.words = ["compressed"] }.ranges == [2...2])
    }

    @Test func `tells the labels of sessions`() async throws {
        for session in ["b", "", "b", "a"] { try await cassette.add(chat("x", "y", session: session)) }
        let labels = try cassette.sessionLabels(limit: 10)
        #expect(labels.map(\.label) == ["", "a", "b"])
        #expect(labels.map(\.count) == [1, 1, 2])
        #expect(try cassette.sessionLabels(limit: 1).count == 1)
    }
}
