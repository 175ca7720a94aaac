// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import NIOCore

// Requests that go to the upstream: a task for each of them, and the way there and back, would cost more than the request.
// A response that does not arrive in one go is continued in a task, to which the request goes through the other handlers.

extension PlainRequestHandler {
    /// Sends a request to the upstream; its bytes go to the handlers behind if a task has to go on with the response.
    /// - Returns: Whether the request is sent.
    func send(
        _ request: RoutedRequest,
        body: ByteBuffer?,
        bytes: ByteBuffer,
        context: ChannelHandlerContext
    ) -> Bool {
        let eventLoop = context.eventLoop
        let here = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        let isSent = router.send(request, body: body) { delivery in
            eventLoop.execute {
                let (handler, context) = here.value
                handler.receive(delivery, request, bytes, context: context)
            }
        }
        guard isSent else { return false }
        position = .away(ByteBuffer())
        replies.isAwaited = true
        return true
    }

    private func receive(
        _ delivery: UpstreamDelivery,
        _ request: RoutedRequest,
        _ bytes: ByteBuffer,
        context: ChannelHandlerContext
    ) {
        guard !isClosed, case .away(let following) = position else { return }
        position = .boundary
        replies.isAwaited = false
        switch delivery {
        case .answer(let response):
            guard let response = ImmediateResponse(response) else { return context.close(promise: nil) }
            write(response.encoded(with: context.channel.allocator), context: context)
        case .begun(let begun):
            var (request, bytes) = (request, bytes)
            request.context = begun
            replies.expect(request)
            pass(&bytes, bytes.readableBytes, context: context)
        case .failed: return context.close(promise: nil)
        }
        process(following, context: context)
        channelReadComplete(context: context)
        releaseEvents(context: context)
    }

    func read(context: ChannelHandlerContext) {
        // One read may come while a request is away, so that the end of the connection is noticed.
        if case .away(let following) = position, following.readableBytes > 0 {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    /// Keeps an event while a request is away: the handlers behind do not know of it, nor of those that follow it.
    func holds(_ event: Any) -> Bool {
        guard case .away = position else { return false }
        switch event {
        case let event as ChannelShouldQuiesceEvent: heldEvents.append(event)
        case let event as ChannelEvent: heldEvents.append(event)
        default: return false
        }
        return true
    }

    private func releaseEvents(context: ChannelHandlerContext) {
        if case .away = position { return }
        while let event = heldEvents.popFirst() { userInboundEventTriggered(context: context, event: event) }
        guard isReadHeld else { return }
        isReadHeld = false
        context.read()
    }
}
