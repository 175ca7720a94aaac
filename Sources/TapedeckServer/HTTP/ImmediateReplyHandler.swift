// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers on the event loop what needs no waiting, and forwards the rest to Hummingbird's handlers.
///
/// Starting a task for a request and coming back from it costs more than finding a recording. A request is collected
/// here while it is small; if it cannot be answered here, it is forwarded whole. The order
/// of pipelined requests is kept: while one is being answered elsewhere, all that follow go there too. A client that
/// does not read its responses gets no more of them: its requests are held, and no more are read.
final class ImmediateReplyHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Between requests.
        case idle
        /// A request that may be answered here.
        case collecting(RoutedRequest, ByteBuffer?)
        /// A request that was forwarded.
        case forwarding
    }

    /// A part or event that waits until the client reads.
    private enum Held {
        case part(HTTPRequestPart)
        case event(any Sendable)
    }

    /// The largest body, in bytes, that is processed on the event loop, where other connections wait meanwhile.
    private static let limit = 64 << 10

    private let router: RequestRouter
    private let forwarded: ForwardedRequests
    private var state = State.idle
    /// The number of forwarded requests whose responses have not ended.
    private var underWay = 0
    private var held: Deque<Held> = []
    private var isReadHeld = false
    private var isReleasing = false
    private var pendingQuiescence: ChannelShouldQuiesceEvent?
    /// Whether the server was told to stop.
    private(set) var isQuiescing = false
    /// The response to bytes that are no request; it ends the connection once earlier requests are answered.
    private var pendingFault: [HTTPResponsePart]?
    /// Whether there were such bytes.
    private var hasFault = false
    /// The next request, if ``expect(_:)`` told of it.
    private var prepared: RoutedRequest?
    /// Whether requests were answered before this handler since the last idle event.
    private var hasOtherTraffic = false
    /// Whether the response to a request is awaited before this handler.
    var isAwaited = false

    /// - Parameters:
    ///   - router: Finds sessions and answers.
    ///   - forwarded: Takes the requests that go on to the tasks of this connection.
    init(router: RequestRouter, forwarded: ForwardedRequests) {
        self.router = router
        self.forwarded = forwarded
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if !held.isEmpty || mustWait(part, context: context) {
            held.append(.part(part))
        } else {
            take(part, context: context)
        }
    }

    /// Whether a part must wait until the client has read responses; Hummingbird's handlers do this for forwarded ones.
    private func mustWait(_ part: HTTPRequestPart, context: ChannelHandlerContext) -> Bool {
        guard case .head = part, underWay == 0, prepared == nil else { return false }
        return !context.channel.isWritable
    }

    private func take(_ part: HTTPRequestPart, context: ChannelHandlerContext) {
        switch (part, state) {
        case (.head(let head), _):
            if let prepared = prepared.take() { return forward(prepared, nil, context: context) }
            var request = router.route(head)
            if underWay == 0, router.mayAnswerAtOnce(&request) {
                state = .collecting(request, nil)
            } else {
                forward(request, nil, context: context)
            }
        case (.body(let bytes), .collecting(let request, let collected)):
            state = .idle
            var body = collected ?? bytes
            if collected != nil { body.writeImmutableBuffer(bytes) }
            if body.readableBytes > Self.limit {
                forward(request, body, context: context)
            } else {
                state = .collecting(request, body)
            }
        case (.end(let trailers), .collecting(var request, let body)):
            state = .idle
            let method = request.head.method
            if let parts = router.answerAtOnce(&request, body: body)?.parts(for: method) {
                send(parts, context: context)
            } else {
                forward(request, body, context: context)
                context.fireChannelRead(wrapInboundOut(.end(trailers)))
                state = .idle
            }
            deliverQuiescence(context: context)
        case (.end, _):
            state = .idle
            context.fireChannelRead(wrapInboundOut(part))
        case (.body, _):
            context.fireChannelRead(wrapInboundOut(part))
        }
    }

    private func forward(_ request: RoutedRequest, _ body: ByteBuffer?, context: ChannelHandlerContext) {
        state = .forwarding
        underWay += 1
        forwarded.append(request)
        context.fireChannelRead(wrapInboundOut(.head(request.head)))
        if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
        deliverQuiescence(context: context)
    }

    private func send(_ parts: [HTTPResponsePart], context: ChannelHandlerContext) {
        for part in parts { context.write(wrapOutboundOut(part), promise: nil) }
        context.flush()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        if isEnd { underWay -= 1 }
        context.write(data, promise: promise)
        if isEnd, pendingFault != nil {
            context.flush()
            deliverFault(context: context)
        }
    }

    // MARK: - Requests that were read before this handler

    /// Whether nothing is under way or to come here or behind, so that a response may go out before this handler.
    var isAtRest: Bool {
        guard case .idle = state else { return false }
        return underWay == 0 && held.isEmpty && !hasFault && !isQuiescing
    }

    /// Tells of a request that was read before this handler and comes here next: it is forwarded with what was found out.
    func expect(_ request: RoutedRequest) {
        prepared = request
    }

    /// Notes that the connection is in use although nothing comes here: the next idle event does not close it.
    func noteTraffic() {
        hasOtherTraffic = true
    }

    // MARK: - Clients that do not read

    func read(context: ChannelHandlerContext) {
        if held.isEmpty { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        release(context: context)
        context.fireChannelWritabilityChanged()
    }

    /// Processes held parts, as far as the client reads.
    private func release(context: ChannelHandlerContext) {
        guard !isReleasing, !held.isEmpty else { return }
        isReleasing = true
        while let next = held.first {
            if case .part(let part) = next, mustWait(part, context: context) { break }
            held.removeFirst()
            switch next {
            case .part(let part): take(part, context: context)
            case .event(let event): context.fireUserInboundEventTriggered(event)
            }
        }
        isReleasing = false
        // Later handlers process what was forwarded meanwhile at the end of a read.
        context.fireChannelReadComplete()
        guard held.isEmpty else { return }
        deliverQuiescence(context: context)
        deliverFault(context: context)
        if isReadHeld {
            isReadHeld = false
            context.read()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        held = []
        context.fireChannelInactive()
    }

    // MARK: - Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as ChannelShouldQuiesceEvent:
            // Later handlers do not know about requests that are collected or held here.
            pendingQuiescence = event
            isQuiescing = true
            deliverQuiescence(context: context)
        case let event as ChannelEvent where !held.isEmpty:
            held.append(.event(event))
        case is IdleStateHandler.IdleStateEvent where hasOtherTraffic || isAwaited:
            hasOtherTraffic = false
        case is IdleStateHandler.IdleStateEvent:
            // While a response is awaited, the upstream is silent; in the middle of a request, the client is.
            if underWay == 0 || isReading { context.close(promise: nil) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Whether a request is incomplete.
    private var isReading: Bool {
        if case .idle = state { false } else { true }
    }

    private func deliverQuiescence(context: ChannelHandlerContext) {
        if case .collecting = state { return }
        guard held.isEmpty, let event = pendingQuiescence.take() else { return }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .forwarding = state { return context.fireErrorCaught(error) }
        guard let parts = router.answer(to: error) else { return context.fireErrorCaught(error) }
        state = .idle
        hasFault = true
        pendingFault = parts
        deliverFault(context: context)
    }

    private func deliverFault(context: ChannelHandlerContext) {
        guard underWay == 0, held.isEmpty, let parts = pendingFault.take() else { return }
        send(parts, context: context)
        context.close(promise: nil)
    }
}
