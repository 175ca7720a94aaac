// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(5))) struct PlainRequestHandlerUpstreamTests {
    private let channel: NIOAsyncTestingChannel
    private let upstream = TasklessUpstream()
    private let store = InMemoryCassette()
    private let forwarded = ForwardedRequests()
    private let router: RequestRouter
    private let session: Session

    init() async throws {
        let store = store
        let sessionFactory = SessionFactory(
            mode: .all,
            recording: RecordingPolicy(passedPaths: ["/v1/models"]),
            upstream: upstream,
            log: LogSpy()
        ) { _ in try LoadedCassette(store) }
        let sessions = SessionTable.test(sessionFactory)
        session = try sessions.session(named: "").session
        router = RequestRouter(
            sessions: sessions,
            control: ControlAPI(sessions: sessions, token: nil),
            hostCheck: HostCheck(names: [], acceptsAnyAddress: false),
            log: sessionFactory.log
        )
        let (router, forwarded) = (router, forwarded)
        channel = try await NIOAsyncTestingChannel { channel in
            try HTTPConnection.addHandlers(
                to: channel.pipeline.syncOperations,
                router: router,
                forwarded: forwarded,
                idleTimeout: .seconds(1)
            )
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    private func ask(_ body: String, _ path: String = "/v1/chat/completions", authority: String = "localhost")
        async throws
    {
        let head = "POST \(path) HTTP/1.1\r\nhost: \(authority)\r\ncontent-type: application/json\r\n"
        try await channel.writeInbound(
            ByteBuffer(string: "\(head)content-length: \(body.utf8.count)\r\n\r\n\(body)")
        )
    }

    /// The status and body of the next response that goes out.
    private func response() async throws -> String {
        var text = ""
        while text.firstRange(of: "\r\n\r\n") == nil {
            text += String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
        }
        let end = try #require(text.firstRange(of: "\r\n\r\n"))
        return String(text.dropFirst("HTTP/1.1 ".count).prefix(4)) + text[end.upperBound...]
    }

    /// The body of the next request that is passed on, with the context that it has.
    private func passed() async throws -> (body: String, context: RequestContext?) {
        var text = ""
        while true {
            switch try await channel.waitForInboundWrite(as: HTTPRequestPart.self) {
            case .head: break
            case .body(let bytes): text += String(buffer: bytes)
            case .end: return (text, forwarded.next()?.context)
            }
        }
    }

    private func answerLate() async throws {
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "0"])
        try await channel.writeOutbound(HTTPResponsePart.head(head))
        try await channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(try await response() == "200 ")
    }

    @Test func `a response that arrives whole is recorded, and then written here`() async throws {
        try await ask("{}")
        upstream.answer(.whole(#"{"usage":"#, #"{"total_tokens":2}}"#))
        #expect(try await response() == #"200 {"usage":{"total_tokens":2}}"#)
        #expect(store.interactions.map(\.response.body) == [.bytes(Array(#"{"usage":{"total_tokens":2}}"#.utf8))])
        #expect(store.interactions.first?.response.timeToFirstByte == 5000)
        let counts = session.statistics.counts
        #expect((counts.requests, counts.recorded, counts.tokens) == (1, 1, 2))
    }

    @Test func `a response that is passed through is not recorded`() async throws {
        try await ask("", "/v1/models")
        upstream.answer(.whole("{}", fields: [.contentType: "application/json", .contentLength: "2"]))
        #expect(try await response() == "200 {}")
        #expect(store.interactions.isEmpty)
        #expect(session.statistics.counts.passed == 1)
    }

    @Test func `a response that has begun is relayed by a task`() async throws {
        try await ask("{}")
        let (stream, feed) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        upstream.answer(.begun(.eventStream, stream))
        let (body, context) = try await passed()
        #expect(body == "{}")
        let begun = try #require(context?.begun)
        feed.yield(ReceivedChunk(bytes: Array("data: 1\n\n".utf8), elapsed: .zero))
        feed.finish()
        #expect(try await begun().slices().slices.joined() == "data: 1\n\n")
        #expect(store.interactions.count == 1)
    }

    @Test func `an event stream that arrives whole is still one`() async throws {
        try await ask("{}")
        upstream.answer(.whole("data: 1\n\n", "data: [DONE]\n\n", fields: .eventStream))
        let begun = try #require(try await passed().context?.begun)
        #expect(try await begun().slices().slices.joined() == "data: 1\n\ndata: [DONE]\n\n")
        #expect(store.interactions.first?.response.chunks.count == 2)
    }

    @Test func `an upstream that does not answer is an error of ours`() async throws {
        try await ask("{}")
        upstream.answer(.failed(UpstreamError.test))
        #expect(try await response().hasPrefix("502 "))
        #expect(session.statistics.counts.failed == 1)
    }

    @Test func `a response that cannot be recorded goes out all the same, and counts as lost`() async throws {
        store.failWrites(with: CassetteError(code: .writeFailed, message: "The disk is full."))
        try await ask("{}")
        upstream.answer(.whole("{}"))
        #expect(try await response() == "200 {}")
        #expect(session.statistics.counts.lost == 1)
    }

    @Test func `requests behind one that is away wait for its response`() async throws {
        try await ask("1")
        try await ask("2")
        #expect(upstream.count == 1)
        upstream.answer(.whole("one"))
        #expect(try await response() == "200 one")
        try await channel.testingEventLoop.executeInContext {}
        #expect(upstream.count == 2)
        upstream.answer(.whole("two"))
        #expect(try await response() == "200 two")
    }

    @Test func `while a task answers, requests go on`() async throws {
        try await ask("1", authority: "elsewhere")
        try await ask("2")
        #expect(try await passed().body == "1")
        #expect(try await passed().body == "2")
        #expect(upstream.count == 0)
        try await answerLate()
        try await answerLate()
        try await ask("3")
        #expect(upstream.count == 1)
    }

    @Test func `a large body goes on in pieces`() async throws {
        let text = String(repeating: "x", count: 70_000)
        try await ask(text)
        #expect(try await passed().body == text)
        #expect(upstream.count == 0)
    }

    @Test func `a client that leaves does not lose the recording`() async throws {
        try await ask("{}")
        try await channel.close().get()
        upstream.answer(.whole("{}"))
        while store.interactions.isEmpty { await Task.yield() }
    }

    @Test func `a connection closes when there is no response to a request`() async throws {
        try await ask("{}")
        upstream.answer(.failed(CancellationError()))
        try await channel.closeFuture.get()
    }

    @Test func `requests that come in one read are sent in turn`() async throws {
        let text = "POST /v1/x HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\n\r\n"
        try await channel.writeInbound(ByteBuffer(string: text + "1" + text + "2"))
        upstream.answer(.whole("one"))
        #expect(try await response() == "200 one")
        try await channel.testingEventLoop.executeInContext {}
        upstream.answer(.whole("two"))
        #expect(try await response() == "200 two")
    }

    @Test func `a server that stops waits for the response`() async throws {
        let seen = EventSpy()
        try await channel.testingEventLoop.executeInContext { [channel] in
            try channel.pipeline.syncOperations.addHandler(seen)
        }
        try await ask("{}")
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        try await channel.testingEventLoop.executeInContext {}
        #expect(seen.quiescences == 0)
        upstream.answer(.whole("{}"))
        #expect(try await response() == "200 {}")
        try await channel.testingEventLoop.executeInContext {}
        #expect(seen.quiescences == 1)
    }

    @Test func `a connection is not idle while the upstream is silent`() async throws {
        try await ask("{}")
        for _ in 0..<3 { try await becomeIdle() }
        #expect(channel.isActive)
        upstream.answer(.whole("{}"))
        #expect(try await response() == "200 {}")
        for _ in 0..<2 { try await becomeIdle() }
        #expect(!channel.isActive)
    }

    private func becomeIdle() async throws {
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        try await channel.testingEventLoop.executeInContext {}
    }
}

/// Counts how often the handlers behind are told that the server stops.
private final class EventSpy: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPRequestPart

    private let count = Mutex(0)
    var quiescences: Int { count.withLock { $0 } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { count.withLock { $0 += 1 } }
        context.fireUserInboundEventTriggered(event)
    }
}
