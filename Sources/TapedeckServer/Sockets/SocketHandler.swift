// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket
import TapedeckCore

/// The frames of a WebSocket: gives complete messages to an inbox, answers control frames, and closes.
///
/// It ends the pipeline for whatever arrives: the handlers of HTTP behind it see only that the connection closes.
final class SocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    /// The largest message, in bytes: as the largest JSON body of a request.
    static let messageLimit = 32 << 20
    /// How long the client may take to answer a close frame.
    static let closeLimit = TimeAmount.seconds(2)

    private enum State {
        case open
        /// A close frame was sent.
        case closing
        case closed
    }

    private let inbox: SocketInbox
    /// How long a conversation may go on after the server is told to stop.
    private let stopLimit: TimeAmount
    private var context: ChannelHandlerContext?
    private var state = State.open
    private var assembler = SocketMessageAssembler(limit: SocketHandler.messageLimit)
    private var isInboxFull = false
    private var isReadHeld = false
    private var isGoingAway = false
    /// Whether nothing has come since a ping was sent.
    private var awaitsPong = false
    /// The answer to the latest ping, while the client does not read.
    private var heldPong: ByteBuffer?
    /// Senders that wait until the client reads.
    private var senders: [EventLoopPromise<Void>] = []

    /// - Parameters:
    ///   - inbox: Takes the messages.
    ///   - stopLimit: How long a conversation may go on after the server is told to stop.
    init(inbox: SocketInbox, stopLimit: TimeAmount) {
        self.inbox = inbox
        self.stopLimit = stopLimit
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    // MARK: - Received frames

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        awaitsPong = false
        switch state {
        case .open:
            do {
                try take(frame, context: context)
            } catch {
                close(error)
            }
        case .closing:
            if frame.opcode == .connectionClose { finish() }
        case .closed: break
        }
    }

    private func take(_ frame: WebSocketFrame, context: ChannelHandlerContext) throws(SocketClosure) {
        guard frame.maskKey != nil else { throw .protocolError("A client must mask its frames.") }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw .protocolError("No extension was agreed on.") }
        switch frame.opcode {
        case .ping: pong(frame.unmaskedData, context: context)
        case .pong: break
        case .connectionClose:
            answer(try SocketClosure(payload: frame.unmaskedData.readableBytesView))
        default:
            let number = UInt8(webSocketOpcode: frame.opcode)
            guard let opcode = SocketMessageAssembler.Opcode(rawValue: number) else {
                throw .protocolError("The opcode \(number) is unknown.")
            }
            guard opcode != .binary else {
                throw SocketClosure(code: 1003, reason: "Send JSON as text messages, not binary ones.")
            }
            let data = frame.unmaskedData.readableBytesView
            guard let message = try assembler.push(opcode, isFinal: frame.fin, data) else { return }
            if !inbox.add(message.bytes) { isInboxFull = true }
        }
    }

    private func pong(_ data: ByteBuffer, context: ChannelHandlerContext) {
        // Only the latest ping needs an answer, so that a client that does not read gets no more than one.
        guard context.channel.isWritable else {
            heldPong = data
            return
        }
        write(.pong, data.readableBytesView)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else {
            context.close(promise: nil)
            return
        }
        switch error {
        case .invalidFrameLength: close(.tooLarge(limit: Self.messageLimit))
        case .fragmentedControlFrame: close(.protocolError("A control frame is never fragmented."))
        case .multiByteControlFrameLength: close(.protocolError("A control frame has up to 125 bytes."))
        }
        // What follows cannot be read, so no answer to the close frame will be seen.
        context.close(mode: .output, promise: nil)
    }

    // MARK: - Clients that send too fast

    func read(context: ChannelHandlerContext) {
        if isInboxFull { isReadHeld = true } else { context.read() }
    }

    /// Receives again after the inbox was full.
    func receive() {
        isInboxFull = false
        guard isReadHeld, let context else { return }
        isReadHeld = false
        context.read()
    }

    // MARK: - Sending

    /// Sends texts, a message each.
    /// - Returns: A future that succeeds once the client keeps up.
    func send(_ texts: [ArraySlice<UInt8>], on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        guard state == .open, let context else { return eventLoop.makeFailedFuture(SocketGone()) }
        for text in texts { write(.text, text, flushes: false) }
        context.flush()
        guard !context.channel.isWritable else { return eventLoop.makeSucceededVoidFuture() }
        let promise = eventLoop.makePromise(of: Void.self)
        senders.append(promise)
        return promise.futureResult
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if let pong = heldPong.take(), state == .open { write(.pong, pong.readableBytesView) }
            let waiting = senders
            senders = []
            for sender in waiting { sender.succeed() }
        }
        context.fireChannelWritabilityChanged()
    }

    private func write(
        _ opcode: WebSocketOpcode,
        _ payload: some Collection<UInt8>,
        flushes: Bool = true,
        promise: EventLoopPromise<Void>? = nil
    ) {
        guard let context else { return }
        let data = context.channel.allocator.buffer(bytes: payload)
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: promise)
        if flushes { context.flush() }
    }

    /// Nothing but frames may be sent any more.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(SocketGone())
    }

    // MARK: - Ends

    /// Sends a close frame; the connection closes when the client has answered it, or after a limit.
    func close(_ closure: SocketClosure) {
        guard state == .open, let context else { return }
        write(.connectionClose, (isGoingAway && closure == .normal ? .goingAway : closure).payload)
        beginClosing(context: context)
        receive()
    }

    /// Answers the client's close frame, and closes the connection.
    private func answer(_ closure: SocketClosure) {
        guard state == .open, let context else { return }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.finish() }
        write(.connectionClose, closure.payload, promise: promise)
        beginClosing(context: context)
    }

    private func beginClosing(context: ChannelHandlerContext) {
        guard state == .open else { return }
        state = .closing
        end()
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.closeLimit) { self.finish() }
    }

    private func finish() {
        guard state != .closed, let context else { return }
        state = .closed
        end()
        context.close(promise: nil)
    }

    /// Ends the conversation: there are no more messages in either direction.
    private func end() {
        inbox.finish()
        let waiting = senders
        senders = []
        for sender in waiting { sender.fail(SocketGone()) }
    }

    /// Lets the conversation answer what it has, then closes.
    func goAway() {
        guard !isGoingAway, let context else { return }
        isGoingAway = true
        inbox.finish()
        context.eventLoop.assumeIsolated().scheduleTask(in: stopLimit) { self.close(.goingAway) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        end()
        self.context = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: goAway()
        case let event as ChannelEvent where event == .inputClosed:
            state = .closed
            context.close(promise: nil)
        case is IdleStateHandler.IdleStateEvent:
            guard state == .open, !awaitsPong else {
                context.close(promise: nil)
                return
            }
            awaitsPong = true
            write(.ping, [])
        default: context.fireUserInboundEventTriggered(event)
        }
    }
}
