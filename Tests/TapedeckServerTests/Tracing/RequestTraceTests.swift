// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct RequestTraceTests {
    private let queue = SpanQueue()

    private func trace() -> RequestTrace { RequestTrace(TracedExchangeTests.exchange().request, queue) }

    private func response(_ slices: [String], failing: Bool = false) -> ServedResponse {
        let (stream, writer) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        for slice in slices { writer.yield(slice.slice) }
        writer.finish(throwing: failing ? CancellationError() : nil)
        return ServedResponse(fields: [:], body: Body(length: nil, slices: stream))
    }

    @Test func `a response in memory ends it at once`() {
        let trace = trace()
        _ = trace.watching(ServedResponse(fields: [:], body: Body(Array("abc".utf8))))
        trace.end(failure: "again")
        let ended = queue.take(upTo: 9)
        #expect(ended.count == 1)
        #expect(ended.first?.failure == nil)
        #expect(ended.first?.body == ["abc".slice])
    }

    @Test func `a stream ends it with its last slice`() async throws {
        let watched = trace().watching(response(["a", "b"]))
        #expect(queue.take(upTo: 9).isEmpty)
        #expect(try await watched.text() == "ab")
        let ended = queue.take(upTo: 9)
        #expect(ended.first?.body == ["a".slice, "b".slice])
        #expect(ended.first?.head?.status == .ok)
    }

    @Test func `a stream that breaks off ends it with the reason`() async {
        let watched = trace().watching(response(["a"], failing: true))
        await #expect(throws: CancellationError.self) { try await watched.text() }
        #expect(queue.take(upTo: 9).first?.failure == "cancelled")
    }

    @Test func `a response that nobody reads ends it when it goes away`() {
        do { _ = trace().watching(response(["a"])) }
        #expect(queue.take(upTo: 9).first?.failure == "cancelled")
    }

    @Test func `keeps at most a mebibyte of a body`() async throws {
        let part = String(repeating: "x", count: 400_000)
        _ = try await trace().watching(response([part, part, part, "end"])).text()
        #expect(queue.take(upTo: 9).first?.body.map(\.count) == [400_000, 400_000, 3])
    }

    @Test func `a discarded trace makes no span`() {
        trace().discard()
        #expect(queue.take(upTo: 9).isEmpty)
    }

    @Test func `the feed notes events in the trace, and keeps none that nobody reads`() throws {
        let feed = EventFeed(spans: queue)
        let session = try Session.test(InMemoryCassette())
        var request = RequestContext.test(json: "{}")
        let head = HTTPRequest(method: .post, scheme: nil, authority: "a:1", path: "/v1/chat/completions")
        request.trace = feed.trace(head, &request, session)
        feed.note(ServedEvent(.simulated, request, of: session, status: 200))
        request.trace?.end(HTTPResponse(status: .ok), [])
        let ended = queue.take(upTo: 9)
        #expect(ended.first?.event?.outcome == .simulated)
        #expect(ended.first?.event?.trace == nil)
        #expect(EventFeed().trace(head, &request, session) == nil)
    }
}
