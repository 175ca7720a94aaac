// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Synchronization
import TapedeckCore
import TapedeckTestSupport

@testable import TapedeckServer

/// A server with one connection at a time, in one thread, with the recordings of ``RandomTraffic``.
///
/// In place of its tasks, a handler answers with what it was given.
final class ServedConnection {
    private let sessions: SessionTable
    private let router: RequestRouter
    private let answersPlainRequests: Bool
    private let polls = PollCounter()
    /// The requests that are answered while somebody looks.
    let feed: EventFeed
    private let heads = HeadCounter()
    private var channel = EmbeddedChannel()
    private var tasks = TaskStandIn(ForwardedRequests())

    init(answersPlainRequests: Bool = true) async throws {
        self.answersPlainRequests = answersPlainRequests
        let store = InMemoryCassette()
        for interaction in RandomTraffic.recorded { try await store.record(interaction) }
        let (start, polls) = (ContinuousClock.now, polls)
        let factory = SessionFactory(
            mode: .none,
            pollWatch: PollWatch(now: { start }, tell: { _ in polls.count() }),
            log: LogSpy()
        ) { _ in try LoadedCassette(store) }
        feed = factory.feed
        sessions = .test(factory)
        for name in ["", "s"] { _ = try sessions.session(named: name) }
        router = RequestRouter(
            sessions: sessions,
            control: ControlAPI(sessions: sessions, token: nil),
            hostCheck: HostCheck(names: [], acceptsAnyAddress: false),
            log: factory.log
        )
        try open()
    }

    /// Opens a new connection.
    func open() throws {
        let forwarded = ForwardedRequests()
        channel = EmbeddedChannel()
        tasks = TaskStandIn(forwarded)
        let pipeline = channel.pipeline.syncOperations
        try HTTPConnection.addHandlers(
            to: pipeline,
            router: router,
            forwarded: forwarded,
            idleTimeout: .hours(1),
            answersPlainRequests: answersPlainRequests
        )
        try pipeline.addHandler(heads, position: .after(try pipeline.handler(type: RequestGate.self)))
        try pipeline.addHandler(tasks)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func take(_ step: RandomTraffic.Step) throws {
        switch step {
        case .send(let reads, _):
            for bytes in reads where channel.isActive {
                channel.pipeline.fireChannelRead(ByteBuffer(bytes: bytes))
                channel.pipeline.fireChannelReadComplete()
            }
        case .reset(let name): _ = try? sessions.reset(name)
        case .end(let name): _ = try? sessions.end(name)
        case .begin(let name): _ = try? sessions.session(named: name)
        case .setLate(let isLate): tasks.setLate(isLate)
        case .setWritable(let isWritable):
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
        case .closeInput: channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        case .stop: channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        case .disconnect: channel.close(promise: nil)
        }
        channel.embeddedEventLoop.run()
    }

    /// The bytes that went out.
    func sent() throws -> String {
        var bytes = ByteBuffer()
        while let part = try channel.readOutbound(as: ByteBuffer.self) { bytes.writeImmutableBuffer(part) }
        return String(buffer: bytes)
    }

    var isOpen: Bool { channel.isActive }
    var counts: RequestCounts { sessions.counts }
    var refusals: [Refusal] { router.refusals.kept }
    var tooManyPolls: Int { polls.value }
    /// The number of requests that the HTTP parser has read.
    var parsedCount: Int { heads.count }
}

private final class PollCounter: Sendable {
    private let told = Mutex(0)
    var value: Int { told.withLock { $0 } }
    func count() { told.withLock { $0 += 1 } }
}

private final class HeadCounter: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    private(set) var count = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { count += 1 }
        context.fireChannelRead(data)
    }
}

/// Answers each request that is forwarded, with what came: at once, or when it is told to.
private final class TaskStandIn: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    private let forwarded: ForwardedRequests
    private var isLate = false
    private var request = ""
    private var waiting: [String] = []
    private var context: ChannelHandlerContext?

    init(_ forwarded: ForwardedRequests) {
        self.forwarded = forwarded
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func setLate(_ isLate: Bool) {
        self.isLate = isLate
        answer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let routed = forwarded.next()
            request = "\(head) \(head.headerFields), the same: \(routed?.head == head)"
            if let context = routed?.context {
                request +=
                    ", \(String(describing: context.decision).prefix(60)), \(context.headerFields), \(context.body)"
            }
        case .body(let bytes): request += String(buffer: bytes)
        case .end(let trailers):
            waiting.append(request + "\(trailers ?? [:])")
            answer()
        }
    }

    private func answer() {
        while !isLate, let context, !waiting.isEmpty {
            let text = waiting.removeFirst()
            let head = HTTPResponse(status: .notFound, headerFields: [.contentLength: "\(text.utf8.count)"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(ByteBuffer(string: text))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
