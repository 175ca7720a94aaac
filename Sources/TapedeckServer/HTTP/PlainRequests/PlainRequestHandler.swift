// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Answers plain requests in the bytes of a connection, before anything else reads them.
///
/// A request that is byte for byte one that was answered before gets the same bytes again, without being parsed; any
/// other plain request is answered without the HTTP parser and its handlers, if it can be answered at once. All else
/// passes through untouched: what is not plain, what needs a task, what comes while the handlers behind have something
/// under way, or while the client does not read. So that requests behind it are found again, this handler follows where
/// a request ends as long as that is beyond doubt, and gives up on the connection otherwise.
final class PlainRequestHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Position {
        /// Between requests.
        case boundary
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

    private let answers: RepeatedAnswers
    private let replies: ImmediateReplyHandler
    private var position = Position.boundary
    /// A whole head with a part of its body.
    private var held: ByteBuffer?
    /// The number of bytes that ``held`` must have to be a request.
    private var heldGoal = 0
    private var detours = 0
    private var needsFlush = false
    private var hasPassedOn = false

    /// - Parameters:
    ///   - answers: The responses that are given again.
    ///   - replies: The handler behind the HTTP parser that answers on the event loop.
    init(answers: RepeatedAnswers, replies: ImmediateReplyHandler) {
        self.answers = answers
        self.replies = replies
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if var request = held.take() {
            request.writeBuffer(&bytes)
            guard request.readableBytes >= heldGoal else {
                held = request
                return
            }
            bytes = request
        }
        while bytes.readableBytes > 0 {
            switch position {
            case .boundary: take(&bytes, context: context)
            case .inHead(let head, let reads): follow(head, reads, bytes)
            case .within(let rest):
                let count = min(rest, bytes.readableBytes)
                position = count == rest ? .boundary : .within(rest - count)
                pass(&bytes, count, context: context)
            case .lost: pass(&bytes, bytes.readableBytes, context: context)
            }
            if case .inHead = position { pass(&bytes, bytes.readableBytes, context: context) }
        }
    }

    /// Takes what begins at a boundary.
    private func take(_ bytes: inout ByteBuffer, context: ChannelHandlerContext) {
        switch PlainRequest.read(bytes.readableBytesUInt8Span) {
        case .foreign: position = .lost
        case .incomplete: position = .inHead(bytes, reads: 1)
        case .plain(let request):
            let mayAnswer =
                replies.isAtRest && context.channel.isWritable && request.body.count <= Self.bodyLimit
            if !mayAnswer {
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
        (held, heldGoal) = (request, length)
    }

    private func answer(_ request: PlainRequest, _ bytes: inout ByteBuffer, context: ChannelHandlerContext) {
        let digest = request.digest(of: bytes)
        if let known = answers.answer(to: digest) {
            bytes.moveReaderIndex(forwardBy: request.length)
            write(known, context: context)
            return
        }
        let body = bytes.getSlice(at: bytes.readerIndex + request.body.lowerBound, length: request.body.count)
        if let head = request.head(in: bytes), let response = replies.respond(to: head, body: body) {
            bytes.moveReaderIndex(forwardBy: request.length)
            let encoded = response.encoded(with: context.channel.allocator)
            if let repetition = response.repetition { answers.insert(encoded, repetition, for: digest) }
            write(encoded, context: context)
            return
        }
        detours += 1
        if detours > Self.detourLimit {
            position = .lost
        }
        pass(&bytes, request.length, context: context)
    }

    private func write(_ response: ByteBuffer, context: ChannelHandlerContext) {
        detours = 0
        replies.noteTraffic()
        needsFlush = true
        context.write(wrapOutboundOut(response), promise: nil)
    }

    private func pass(_ bytes: inout ByteBuffer, _ count: Int, context: ChannelHandlerContext) {
        hasPassedOn = true
        guard let part = bytes.readSlice(length: count) else { return }
        context.fireChannelRead(wrapInboundOut(part))
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
        release(context: context)
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        release(context: context)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        release(context: context)
        context.fireChannelInactive()
    }

    /// Passes on what is held, and all that follows.
    private func release(context: ChannelHandlerContext) {
        position = .lost
        guard let bytes = held.take() else { return }
        context.fireChannelRead(wrapInboundOut(bytes))
        context.fireChannelReadComplete()
    }
}
