// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOWebSocket
import TapedeckCore

/// An open WebSocket, as tasks use it.
struct SocketConnection: SocketOutbox {
    /// The client's messages.
    let inbox: SocketInbox
    private let channel: any Channel
    private let handler: NIOLoopBound<SocketHandler>

    /// Changes the protocol of a connection from HTTP to WebSocket.
    ///
    /// The handlers of HTTP stay behind those of frames, since Hummingbird's cannot be removed, and see nothing any more.
    /// - Parameters:
    ///   - channel: The connection, whose latest request asked for a WebSocket.
    ///   - head: The head of the response.
    ///   - stopLimit: How long a conversation may go on after the server is told to stop.
    ///   - idleTimeout: How long the client may be silent before it is sent a ping, and may leave that unanswered.
    /// - Returns: The WebSocket.
    /// - Throws: Errors of a connection that has closed.
    static func open(
        _ channel: any Channel,
        answering head: HTTPResponse,
        stopLimit: TimeAmount,
        idleTimeout: TimeAmount
    ) async throws -> SocketConnection {
        try await channel.eventLoop
            .submit {
                try SocketConnection(channel, answering: head, stopLimit: stopLimit, idleTimeout: idleTimeout)
            }
            .get()
    }

    private init(
        _ channel: any Channel,
        answering head: HTTPResponse,
        stopLimit: TimeAmount,
        idleTimeout: TimeAmount
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        guard try pipeline.handler(type: RequestGate.self).asksForSocket else {
            throw SocketRefusal(
                status: .badRequest,
                code: "invalid_websocket_request",
                message: "A WebSocket needs HTTP/1.1."
            )
        }
        let reply = try pipeline.context(handlerType: ImmediateReplyHandler.self)
        let encoder = try pipeline.handler(type: HTTPResponseEncoder.self)
        let decoder = try pipeline.handler(type: ByteToMessageHandler<RequestDecoder>.self)
        reply.writeAndFlush(NIOAny(HTTPResponsePart.head(head)), promise: nil)
        inbox = SocketInbox {
            channel.eventLoop.execute {
                try? channel.pipeline.syncOperations.handler(type: SocketHandler.self).receive()
            }
        }
        self.channel = channel
        let handler = SocketHandler(inbox: inbox, stopLimit: stopLimit)
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        pipeline.removeHandler(encoder, promise: nil)
        if let idle = try? pipeline.handler(type: IdleStateHandler.self) { pipeline.removeHandler(idle, promise: nil) }
        let handlers: [any ChannelHandler] = [
            WebSocketFrameEncoder(),
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: SocketHandler.messageLimit)),
            IdleStateHandler(readTimeout: idleTimeout), handler,
        ]
        try pipeline.addHandlers(handlers, position: .after(decoder))
        if (reply.handler as? ImmediateReplyHandler)?.isQuiescing == true { handler.goAway() }
        // Gives the frames that came with the request to the handlers behind it.
        pipeline.removeHandler(decoder, promise: nil)
    }

    func send(_ texts: [ArraySlice<UInt8>]) async throws {
        try await channel.eventLoop.flatSubmit { [handler, channel] in
            handler.value.send(texts, on: channel.eventLoop)
        }
        .get()
    }

    /// Has a conversation, and closes the WebSocket at its end.
    /// - Returns: The error that ended the conversation, if any.
    func run(_ conversation: any SocketConversation) async -> (any Error)? {
        await withTaskCancellationHandler {
            var failure: (any Error)?
            var closure = SocketClosure.failed
            do {
                closure = try await conversation.run(inbox, self)
            } catch is SocketGone {
                closure = .normal
            } catch {
                failure = error
            }
            channel.eventLoop.execute { [handler, closure] in handler.value.close(closure) }
            try? await channel.closeFuture.get()
            return failure
        } onCancel: {
            // The server has waited long enough.
            channel.close(promise: nil)
        }
    }
}
