// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sends small requests to the upstream from the event loop, and writes small responses there when they come back.
///
/// A task for each of them, and the way there and back, costs more than the request itself. A response that does not arrive in
/// one go is continued in a task: its request goes on to Hummingbird's handlers then. While a request is away, those that
/// follow it wait here.
final class UpstreamReplyHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// Passing on what arrives.
        case passing
        /// A request that may be sent from here.
        case collecting(RoutedRequest, ByteBuffer?)
        /// A request that was sent.
        case away
    }

    /// A part or event that waits for the response to the request before it.
    private enum Held {
        case part(HTTPRequestPart)
        case event(any Sendable)
    }

    /// The largest body, in bytes, that is collected here.
    private static let limit = 64 << 10

    private let router: RequestRouter
    private let forwarded: ForwardedRequests
    private var state = State.passing
    /// The number of requests that were passed on and whose responses have not ended.
    private var underWay = 0
    private var held: Deque<Held> = []
    private var isReadHeld = false
    private var isReleasing = false
    private var isClosed = false

    /// - Parameters:
    ///   - router: Finds sessions and sends.
    ///   - forwarded: The requests of this connection that the handlers before this one pass on.
    init(router: RequestRouter, forwarded: ForwardedRequests) {
        self.router = router
        self.forwarded = forwarded
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        guard !mustHold else { return held.append(.part(part)) }
        take(part, context: context)
        // What came while a request was collected that is passed on now.
        release(context: context)
    }

    private var mustHold: Bool {
        switch state {
        case .passing: !held.isEmpty
        case .collecting: false
        case .away: true
        }
    }

    private func take(_ part: HTTPRequestPart, context: ChannelHandlerContext) {
        switch (part, state) {
        case (.head, _):
            // All requests before this one are answered, so the next one that a task would take is this one.
            guard underWay == 0, var request = forwarded.next() else {
                underWay += 1
                return context.fireChannelRead(wrapInboundOut(part))
            }
            if router.maySend(&request) {
                state = .collecting(request, nil)
            } else {
                pass(request, nil, context: context)
            }
        case (.body(let bytes), .collecting(let request, let collected)):
            state = .passing
            var body = collected ?? bytes
            if collected != nil { body.writeImmutableBuffer(bytes) }
            if body.readableBytes > Self.limit {
                pass(request, body, context: context)
            } else {
                state = .collecting(request, body)
            }
        case (.end(let trailers), .collecting(let request, let body)):
            state = .away
            send(request, body, trailers, context: context)
        default: context.fireChannelRead(wrapInboundOut(part))
        }
    }

    /// Passes a request on, to be answered by a task.
    private func pass(_ request: RoutedRequest, _ body: ByteBuffer?, context: ChannelHandlerContext) {
        underWay += 1
        forwarded.putBack(request)
        context.fireChannelRead(wrapInboundOut(.head(request.head)))
        if let body { context.fireChannelRead(wrapInboundOut(.body(body))) }
    }

    private func pass(
        _ request: RoutedRequest,
        _ body: ByteBuffer?,
        _ trailers: HTTPFields?,
        context: ChannelHandlerContext
    ) {
        state = .passing
        pass(request, body, context: context)
        context.fireChannelRead(wrapInboundOut(.end(trailers)))
    }

    // MARK: - Responses

    private func send(
        _ request: RoutedRequest,
        _ body: ByteBuffer?,
        _ trailers: HTTPFields?,
        context: ChannelHandlerContext
    ) {
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        let isSent = router.send(request, body: body) { delivery in
            eventLoop.execute {
                let (handler, context) = here.value
                handler.receive(delivery, request, body, trailers, context: context)
            }
        }
        if !isSent { pass(request, body, trailers, context: context) }
    }

    private func receive(
        _ delivery: UpstreamDelivery,
        _ request: RoutedRequest,
        _ body: ByteBuffer?,
        _ trailers: HTTPFields?,
        context: ChannelHandlerContext
    ) {
        guard !isClosed else { return }
        state = .passing
        switch delivery {
        case .answer(let response):
            for part in ImmediateResponse(response)?.parts(for: request.head.method) ?? [] {
                context.write(wrapOutboundOut(part), promise: nil)
            }
            context.flush()
        case .begun(let begun):
            var request = request
            request.context = begun
            pass(request, body, trailers, context: context)
            context.fireChannelReadComplete()
        case .failed: context.close(promise: nil)
        }
        release(context: context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { underWay -= 1 }
        context.write(data, promise: promise)
    }

    // MARK: - What waits

    private func release(context: ChannelHandlerContext) {
        guard !isReleasing, let first = held.first, !isWaiting(for: first) else { return }
        isReleasing = true
        while let next = held.first, !isWaiting(for: next) {
            held.removeFirst()
            switch next {
            case .part(let part): take(part, context: context)
            case .event(let event): context.fireUserInboundEventTriggered(event)
            }
        }
        isReleasing = false
        // Later handlers process what was passed on meanwhile at the end of a read.
        context.fireChannelReadComplete()
        guard held.isEmpty, isReadHeld else { return }
        isReadHeld = false
        context.read()
    }

    private func isWaiting(for held: Held) -> Bool {
        switch (state, held) {
        case (.passing, _), (.collecting, .part): false
        default: true
        }
    }

    func read(context: ChannelHandlerContext) {
        if held.isEmpty { context.read() } else { isReadHeld = true }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard isBusy else { return context.fireUserInboundEventTriggered(event) }
        switch event {
        // Later handlers do not know of the request that is collected or away here.
        case let event as ChannelShouldQuiesceEvent: held.append(.event(event))
        case let event as ChannelEvent: held.append(.event(event))
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private var isBusy: Bool {
        if case .passing = state { !held.isEmpty } else { true }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        held = []
        context.fireChannelInactive()
    }
}
