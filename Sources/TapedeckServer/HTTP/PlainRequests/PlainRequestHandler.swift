// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import NIOCore

/// Answers plain requests in the bytes of a connection, before anything else reads them.
///
/// A request that is byte for byte one that was answered before gets the same bytes again, without being parsed; any
/// other plain request is answered without the HTTP parser and its handlers, if it can be answered at once or is one to
/// send to the upstream. All else passes through untouched: what is not plain, what needs a task, what comes while the
/// handlers behind have something under way, or while the client does not read. So that requests behind it are found
/// again, this handler follows where a request ends as long as that is beyond doubt, and gives up on the connection
/// otherwise. While a request is at the upstream, what follows it waits here.
final class PlainRequestHandler: ChannelInboundHandler, _ChannelOutboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Position {
        /// Between requests.
        case boundary
        /// In a request whose body has not arrived whole, with the number of bytes that it will have.
        case inBody(ByteBuffer, length: Int)
        /// Behind a request that was sent to the upstream, with what has arrived since.
        case away(ByteBuffer)
        /// In a head that was passed on as far as it has arrived, and is kept to find its end.
        case inHead(ByteBuffer, reads: Int)
        /// In a request that is passed on; so many of its bytes are still to come.
        case within(Int)
        /// Unknown: everything passes through.
        case lost
    }

    /// Maximum number of bytes of a request that is answered here; other connections wait meanwhile.
    static let bodyLimit = 64 << 10
    /// Maximum number of requests in a row that cannot be answered at once; looking at the next ones would not pay.
    private static let detourLimit = 16
    /// Maximum number of reads that bring one head.
    private static let headReadLimit = 16

    let router: RequestRouter
    let replies: ImmediateReplyHandler
    var position = Position.boundary
    private var detours = 0
    private var needsFlush = false
    private var hasPassedOn = false
    /// The events that wait for the response to a request that is away, and for the requests behind it.
    var heldEvents: Deque<any Sendable> = []
    var isReadHeld = false
    private(set) var isClosed = false

    /// - Parameters:
    ///   - router: Finds sessions, and answers.
    ///   - replies: The handler behind the HTTP parser that answers on the event loop.
    init(router: RequestRouter, replies: ImmediateReplyHandler) {
        self.router = router
        self.replies = replies
    }

    // MARK: - Finding requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        process(unwrapInboundIn(data), context: context)
    }

    func process(_ bytes: ByteBuffer, context: ChannelHandlerContext) {
        var bytes = bytes
        while bytes.readableBytes > 0 {
            switch position {
            case .boundary:
                take(&bytes, context: context, mayAnswer: replies.isAtRest && context.channel.isWritable)
            case .inBody(var request, let length):
                position = .lost
                request.writeBuffer(&bytes)
                guard request.readableBytes >= length else {
                    position = .inBody(request, length: length)
                    return
                }
                position = .boundary
                bytes = request
                // The client did read when the request began.
                take(&bytes, context: context, mayAnswer: true)
            case .away(var following):
                position = .lost
                following.writeBuffer(&bytes)
                position = .away(following)
            case .inHead(let head, let reads):
                follow(head, reads, bytes)
                if case .inHead = position { pass(&bytes, bytes.readableBytes, context: context) }
            case .within(let rest):
                let count = min(rest, bytes.readableBytes)
                position = count == rest ? .boundary : .within(rest - count)
                pass(&bytes, count, context: context)
            case .lost: pass(&bytes, bytes.readableBytes, context: context)
            }
        }
    }

    /// Takes what begins at a boundary.
    private func take(_ bytes: inout ByteBuffer, context: ChannelHandlerContext, mayAnswer: Bool) {
        switch PlainRequest.read(bytes.readableBytesUInt8Span) {
        case .foreign: position = .lost
        case .incomplete:
            position = .inHead(bytes, reads: 1)
            pass(&bytes, bytes.readableBytes, context: context)
        case .plain(let request):
            if !mayAnswer || request.body.count > Self.bodyLimit {
                position = .within(request.length)
            } else if request.length > bytes.readableBytes {
                hold(&bytes, until: request.length)
            } else {
                answer(request, &bytes, context: context)
            }
        }
    }

    /// Finds the end of a head that came in several reads.
    private func follow(_ head: ByteBuffer, _ reads: Int, _ bytes: ByteBuffer) {
        var whole = head
        whole.writeImmutableBuffer(bytes)
        switch PlainRequest.read(whole.readableBytesUInt8Span) {
        case .plain(let request): position = .within(request.length - head.readableBytes)
        case .incomplete where reads < Self.headReadLimit: position = .inHead(whole, reads: reads + 1)
        case .incomplete, .foreign: position = .lost
        }
    }

    private func hold(_ bytes: inout ByteBuffer, until length: Int) {
        replies.noteTraffic()
        var request = ByteBuffer()
        request.reserveCapacity(length)
        request.writeBuffer(&bytes)
        position = .inBody(request, length: length)
    }

    func pass(_ bytes: inout ByteBuffer, _ count: Int, context: ChannelHandlerContext) {
        hasPassedOn = true
        guard let part = bytes.readSlice(length: count) else { return }
        context.fireChannelRead(wrapInboundOut(part))
    }

    // MARK: - Answering

    private func answer(_ request: PlainRequest, _ bytes: inout ByteBuffer, context: ChannelHandlerContext) {
        let digest = request.digest(of: bytes)
        if let known = router.repeatedAnswers.answer(to: digest) {
            bytes.moveReaderIndex(forwardBy: request.length)
            return write(known, context: context)
        }
        if let head = request.head(in: bytes) {
            let body = bytes.getSlice(at: bytes.readerIndex + request.body.lowerBound, length: request.body.count)
            var routed = router.route(head)
            if router.mayAnswerAtOnce(&routed), let response = router.answerAtOnce(&routed, body: body) {
                bytes.moveReaderIndex(forwardBy: request.length)
                let encoded = response.encoded(with: context.channel.allocator)
                if let repetition = response.repetition {
                    router.repeatedAnswers.insert(encoded, repetition, for: digest)
                }
                return write(encoded, context: context)
            }
            if let sent = bytes.getSlice(at: bytes.readerIndex, length: request.length),
                router.maySend(&routed), send(routed, body: body, bytes: sent, context: context)
            {
                bytes.moveReaderIndex(forwardBy: request.length)
                return
            }
            replies.expect(routed)
        }
        detours += 1
        if detours > Self.detourLimit { position = .lost }
        pass(&bytes, request.length, context: context)
    }

    func write(_ response: ByteBuffer, context: ChannelHandlerContext) {
        detours = 0
        replies.noteTraffic()
        needsFlush = true
        context.write(wrapOutboundOut(response), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if needsFlush {
            needsFlush = false
            context.flush()
        }
        if hasPassedOn {
            hasPassedOn = false
            context.fireChannelReadComplete()
        }
    }

    // MARK: - Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if holds(event) { return }
        release(context: context)
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        release(context: context)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        heldEvents = []
        release(context: context)
        context.fireChannelInactive()
    }

    /// Passes on what is held, and all that follows.
    private func release(context: ChannelHandlerContext) {
        if case .away = position, !isClosed { return }
        let position = position
        self.position = .lost
        guard case .inBody(let bytes, _) = position else { return }
        context.fireChannelRead(wrapInboundOut(bytes))
        context.fireChannelReadComplete()
    }
}
