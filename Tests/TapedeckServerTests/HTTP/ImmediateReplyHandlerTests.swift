// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ImmediateReplyHandlerTests {
    private let channel: EmbeddedChannel
    private let handler: ImmediateReplyHandler
    private let session: Session

    init() async throws {
        let store = InMemoryCassette()
        try await store.record(.sample(response: "hello"))
        let sessionFactory = SessionFactory(mode: .none, log: LogSpy()) { _ in try LoadedCassette(store) }
        let sessions = SessionTable.test(sessionFactory)
        session = try sessions.session(named: "").session
        let router = RequestRouter(
            sessions: sessions,
            control: ControlAPI(sessions: sessions, token: nil),
            hostCheck: HostCheck(names: [], acceptsAnyAddress: false),
            log: sessionFactory.log
        )
        handler = ImmediateReplyHandler(router: router, forwarded: ForwardedRequests())
        channel = EmbeddedChannel(handler: handler)
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    private func ask(_ body: String, _ method: HTTPRequest.Method = .post, authority: String = "localhost") throws {
        let path = "/v1/chat/completions"
        var head = HTTPRequest(method: method, scheme: "http", authority: authority, path: path)
        head.headerFields[.contentType] = "application/json"
        try channel.writeInbound(HTTPRequestPart.head(head))
        // In two parts, as a network may deliver it.
        for half in [body.utf8.prefix(1), body.utf8.dropFirst(1)] {
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(bytes: Array(half))))
        }
        try channel.writeInbound(HTTPRequestPart.end(nil))
    }

    /// The bodies of requests that were given on, and of answers that went out.
    private func given() throws -> [String] {
        var (bodies, body) = ([String](), "")
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            if case .body(let bytes) = part { body += String(buffer: bytes) }
            if case .end = part { (bodies, body) = (bodies + [body], "") }
        }
        return bodies
    }

    private func sent() throws -> [String] {
        var (bodies, body) = ([String](), "")
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { body += "\(head.status.code) " }
            if case .body(let bytes) = part { body += String(buffer: bytes) }
            if case .end = part { (bodies, body) = (bodies + [body], "") }
        }
        return bodies
    }

    private func answerLate(_ status: HTTPResponse.Status) throws {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: status)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    @Test func `a recording in memory is answered here`() throws {
        try ask("{}")
        #expect(try sent() == ["200 hello"])
        #expect(try given() == [])
        #expect(session.statistics.counts.requests == 1)
        #expect(session.statistics.counts.played == 1)
    }

    @Test func `a request without a recording goes on whole`() throws {
        try ask("[1,2]")
        #expect(try sent() == [])
        #expect(try given() == ["[1,2]"])
        #expect(session.statistics.counts.requests == 0)
    }

    @Test func `what follows a request that is under way goes the same way`() throws {
        try ask("[]")
        try ask("{}")
        #expect(try sent() == [])
        #expect(try given() == ["[]", "{}"])
        try answerLate(.notFound)
        try ask("{}")
        #expect(try given() == ["{}"])
        for _ in 0..<2 { try answerLate(.ok) }
        #expect(try sent() == ["404 ", "200 ", "200 "])
        try ask("{}")
        #expect(try sent() == ["200 hello"])
    }

    @Test func `a request too large to collect goes on as it comes`() throws {
        let body = String(repeating: "x", count: RequestBody.memoryLimit + 1)
        try ask(body)
        #expect(try given() == [body])
    }

    @Test func `requests for another host go on to be refused`() throws {
        try ask("{}", authority: "evil.test")
        #expect(try sent() == [])
        #expect(try given() == ["{}"])
    }

    @Test func `what is not HTTP is told so and closed`() throws {
        channel.pipeline.fireErrorCaught(HTTPParserError.invalidMethod)
        let answer = try #require(try sent().first)
        #expect(answer.hasPrefix("400 "))
        #expect(answer.contains("invalid_http"))
        #expect(!channel.isActive)
    }

    @Test func `header fields beyond the limit have a status of their own`() throws {
        channel.pipeline.fireErrorCaught(HTTPParserError.headerOverflow)
        #expect(try #require(try sent().first).hasPrefix("431 "))
    }

    @Test func `a silent connection is closed, unless an answer is under way`() throws {
        try ask("[]")
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        #expect(channel.isActive)
        try answerLate(.ok)
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        #expect(!channel.isActive)
    }

    @Test func `a connection that is used before this handler is not silent`() throws {
        handler.noteTraffic()
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        #expect(channel.isActive)
        channel.pipeline.fireUserInboundEventTriggered(IdleStateHandler.IdleStateEvent.all)
        #expect(!channel.isActive)
    }

    @Test func `nothing is at rest between a head and the end of its answer, or after a fault`() throws {
        #expect(handler.isAtRest)
        try ask("[]")
        #expect(!handler.isAtRest)
        try answerLate(.ok)
        #expect(handler.isAtRest)
        channel.pipeline.fireErrorCaught(RequestFault.severalHosts)
        #expect(!handler.isAtRest)
    }

    private func setWritable(_ isWritable: Bool) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    @Test func `a client that does not read gets no more answers until it does, and then all in order`() throws {
        channel.isWritable = false
        for _ in 0..<3 { try ask("{}") }
        #expect(try sent() == [])
        #expect(try given() == [])
        setWritable(true)
        #expect(try sent() == ["200 hello", "200 hello", "200 hello"])
    }

    @Test func `nothing more is read while requests are held`() throws {
        let reads = ReadCounter()
        try channel.pipeline.syncOperations.addHandler(reads, position: .first)
        channel.isWritable = false
        channel.pipeline.read()
        #expect(reads.count == 1)
        try ask("{}")
        for _ in 0..<3 { channel.pipeline.read() }
        #expect(reads.count == 1)
        setWritable(true)
        #expect(reads.count == 2)
    }

    @Test func `what is held goes on when it cannot be answered here, with all that follows`() throws {
        channel.isWritable = false
        try ask("[]")
        try ask("{}")
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        setWritable(true)
        #expect(try sent() == [])
        #expect(try given() == ["[]", "{}"])
    }

    @Test func `what is no request is told so once the requests before it are answered`() throws {
        try ask("[]")
        channel.pipeline.fireErrorCaught(RequestFault.severalHosts)
        #expect(try sent() == [])
        try answerLate(.ok)
        #expect(try sent().map { $0.prefix(4) } == ["200 ", "400 "])
        #expect(!channel.isActive)
    }
}

private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = Never
    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}
