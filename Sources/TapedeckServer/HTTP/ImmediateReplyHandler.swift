// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers what can be answered at once on the event loop itself, and gives the rest on to the server's own handlers.
///
/// Starting a task for a request and coming back from it costs more than finding a recording. A request is collected
/// here while it is small; without an answer at once it goes on whole, so nothing behind this handler notices. The order
/// of pipelined requests is kept: while one is under way behind this handler, all that follow go there too.
final class ImmediateReplyHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Between requests.
        case idle
        /// A request that may be answered here.
        case collecting(ImmediateTarget, ByteBuffer?)
        /// A request that was given on.
        case forwarding
    }

    /// The largest body, in bytes, that is looked into on the event loop, where other connections wait meanwhile.
    private static let limit = 64 << 10

    private let frontend: Frontend
    private var state = State.idle
    /// Requests given on whose responses have not ended.
    private var underWay = 0
    private var pendingQuiescence: ChannelShouldQuiesceEvent?

    init(frontend: Frontend) {
        self.frontend = frontend
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), _):
            if underWay == 0, let target = frontend.immediateTarget(of: head) {
                state = .collecting(target, nil)
            } else {
                forward(head, nil, context: context)
            }
        case (.body(let bytes), .collecting(let target, let collected)):
            state = .idle
            var body = collected ?? bytes
            if collected != nil { body.writeImmutableBuffer(bytes) }
            if body.readableBytes > Self.limit {
                forward(target.head, body, context: context)
            } else {
                state = .collecting(target, body)
            }
        case (.end(let trailers), .collecting(let target, let body)):
            state = .idle
            let head = target.head
            if let response = frontend.answerAtOnce(target, body: body), let parts = response.parts(for: head.method) {
                for part in parts { context.write(wrapOutboundOut(part), promise: nil) }
                context.flush()
            } else {
                forward(head, body, context: context)
                context.fireChannelRead(wrapInboundOut(.end(trailers)))
                state = .idle
            }
            deliverQuiescence(context: context)
        case (.end, _):
            state = .idle
            context.fireChannelRead(data)
        case (.body, _):
            context.fireChannelRead(data)
        }
    }

    private func forward(_ head: HTTPRequest, _ body: ByteBuffer?, context: ChannelHandlerContext) {
        state = .forwarding
        underWay += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
        if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
        deliverQuiescence(context: context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { underWay -= 1 }
        context.write(data, promise: promise)
    }

    // MARK: - Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelShouldQuiesceEvent:
            // The handlers behind know nothing of a request that is being collected here.
            pendingQuiescence = event
            deliverQuiescence(context: context)
        case is IdleStateHandler.IdleStateEvent:
            // Silence while an answer is awaited is the upstream's; in the middle of a request it is the client's.
            if underWay == 0 || isReading { context.close(promise: nil) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Whether a request has begun and not ended.
    private var isReading: Bool {
        if case .idle = state { false } else { true }
    }

    private func deliverQuiescence(context: ChannelHandlerContext) {
        if case .collecting = state { return }
        guard let event = pendingQuiescence.take() else { return }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard underWay == 0, let error = error as? HTTPParserError, let parts = frontend.answer(to: error) else {
            return context.fireErrorCaught(error)
        }
        for part in parts { context.write(wrapOutboundOut(part), promise: nil) }
        context.flush()
        context.close(promise: nil)
    }
}
