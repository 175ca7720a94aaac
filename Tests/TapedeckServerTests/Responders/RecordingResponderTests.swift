// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(5))) struct RecordingResponderTests {
    private let store = InMemoryCassette()

    @Test func `puts request and answer on tape, and gives the client the answer`() async throws {
        let bench = try RecordingBench(store)
        let fields: HTTPFields = [.contentType: "application/json", .authorization: "Bearer \(FakeSecret.userKey)"]
        let request = RequestContext.test(
            .post,
            "/v1/chat/completions?a=1",
            fields: fields,
            body: .bytes(#"{"n":1}"#.slice)
        )
        let upstream = FakeUpstream(#"{"usage":"#, #"{"total_tokens":12}}"#, status: 201)
        let response = try await bench.answer(request, upstream)
        #expect(try await response.text() == #"{"usage":{"total_tokens":12}}"#)
        #expect(response.head.status == .created)
        await bench.exchanges.finish()
        #expect(upstream.requests.map(\.headerFields) == [fields])
        let recorded = try #require(store.interactions.first)
        #expect(recorded.request.requestLine == "POST /v1/chat/completions?a=1")
        #expect(recorded.request.headerFields == [.contentType: "application/json"])
        #expect(recorded.request.body == .bytes(Array(#"{"n":1}"#.utf8)))
        #expect(recorded.response.status == 201)
        #expect(recorded.response.body == .bytes(Array(#"{"usage":{"total_tokens":12}}"#.utf8)))
        #expect(recorded.response.timeToFirstByte == 5000)
        #expect(recorded.response.outcome == .complete)
        #expect(bench.counts.recorded == 1)
        #expect(bench.counts.tokens == 12)
        #expect(bench.counts.bytes == 29)
        #expect(bench.log.lines == ["/v1/chat/completions: 201, 29 bytes, 12 tokens"])
    }

    @Test func `what was recorded is played for the same request`() async throws {
        let bench = try RecordingBench(store)
        let upstream = FakeUpstream("data: 1\n\n", "data: [DONE]\n\n", fields: .eventStream)
        _ = try await bench.answer(.test(json: #"{"stream":true}"#), upstream)
        await bench.exchanges.finish()
        var again = RequestContext.test(json: #"{ "stream" : true }"#)
        let response = try await ReplayResponder(session: .test(store)).respond(to: &again)
        #expect(await response?.slices().slices == ["data: 1\n\n", "data: [DONE]\n\n"])
    }

    @Test func `mode all replaces what was there, and only of the same request`() async throws {
        try await store.record(.sample(response: "old"), .sample(response: "old"), .sample(request: "[]"))
        let bench = try RecordingBench(store, mode: .all)
        for answer in ["new", "newer"] { _ = try await bench.answer(FakeUpstream(answer)).text() }
        await bench.exchanges.finish()
        let bodies = store.interactions.map(\.response.body)
        #expect(bodies == ["{}", "new", "newer"].map { .bytes(Array($0.utf8)) })
    }

    @Test(arguments: [429, 500, 503])
    func `an answer that asks to try again is passed on and not kept`(_ status: Int) async throws {
        let bench = try RecordingBench(store)
        #expect(try await bench.answer(FakeUpstream("{}", status: status)).head.status.code == status)
        await bench.exchanges.finish()
        #expect(store.interactions.isEmpty)
        #expect(bench.counts.passed == 1)
        #expect(bench.counts.lost == 0)
        #expect(
            bench.log.lines == [
                "/v1/chat/completions: \(status), 2 bytes, not recorded (--record-errors keeps errors)"
            ]
        )
    }

    @Test(arguments: [429, 500, 503])
    func `such an answer is kept when errors are`(_ status: Int) async throws {
        let bench = try RecordingBench(store, policy: RecordingPolicy(recordsErrors: true))
        _ = try await bench.answer(FakeUpstream("{}", status: status))
        await bench.exchanges.finish()
        #expect(store.interactions.map(\.response.status) == [status])
        #expect(bench.counts.recorded == 1)
    }

    @Test(arguments: [400, 401, 404])
    func `other errors are kept`(_ status: Int) async throws {
        let bench = try RecordingBench(store)
        _ = try await bench.answer(FakeUpstream("{}", status: status))
        await bench.exchanges.finish()
        #expect(store.interactions.map(\.response.status) == [status])
    }

    @Test func `the limit of requests keeps the upstream from being asked`() async throws {
        let bench = try RecordingBench(store, policy: RecordingPolicy(requestLimit: 1))
        let upstream = FakeUpstream("{}")
        _ = try await bench.answer(upstream)
        let response = try await bench.answer(upstream)
        #expect(response.head.status == .tooManyRequests)
        #expect(response.head.headerFields[.shouldRetry] == "false")
        #expect(try await response.error("code") == "recording_limit_reached")
        await bench.exchanges.finish()
        #expect(upstream.requests.count == 1)
        #expect(bench.counts.failed == 1)
    }

    @Test func `the limit of tokens lets the request through that passes it`() async throws {
        let bench = try RecordingBench(store, policy: RecordingPolicy(tokenLimit: 10))
        let upstream = FakeUpstream(#"{"usage":{"total_tokens":12}}"#)
        #expect(try await bench.answer(upstream).head.status == .ok)
        await bench.exchanges.finish()
        #expect(try await bench.answer(upstream).head.status == .tooManyRequests)
        #expect(upstream.requests.count == 1)
    }
}
