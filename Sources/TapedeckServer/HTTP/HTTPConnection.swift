// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection of Hummingbird's server, with Tapedeck's handlers for framing and for answering on the event loop.
struct HTTPConnection: HTTPChannelHandler {
    /// An open connection, with the requests that its event loop forwards.
    struct Value: ServerChildChannelValue {
        let parts: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
        let forwarded: ForwardedRequests
        var channel: any Channel { parts.channel }
    }

    /// Maximum number of bytes that a client sends behind a request for a WebSocket before it is answered.
    private static let earlyLimit = 1 << 20

    let router: RequestRouter
    /// How long a connection may be silent between requests, or in the middle of one.
    let idleTimeout: TimeAmount
    /// How long a WebSocket may go on after the server is told to stop.
    let stopLimit: TimeAmount
    let responder: HTTPChannelHandler.Responder

    /// - Parameters:
    ///   - router: Answers requests.
    ///   - idleTimeout: How long a connection may be silent.
    ///   - stopLimit: How long a WebSocket may go on after the server is told to stop.
    ///   - forwarded: The requests of the one connection that this is for, once there is one.
    init(
        router: RequestRouter,
        idleTimeout: TimeAmount,
        stopLimit: TimeAmount,
        forwarded: ForwardedRequests = ForwardedRequests()
    ) {
        self.router = router
        self.idleTimeout = idleTimeout
        self.stopLimit = stopLimit
        self.responder = { request, writer, channel in
            let routed = forwarded.next() ?? router.route(request.head)
            guard routed.asksForSocket else {
                try await router.serve(routed, body: request.body, writer)
                return
            }
            try await router.serveSocket(routed, writer) { head in
                try await SocketConnection.open(
                    channel,
                    answering: head,
                    stopLimit: stopLimit,
                    idleTimeout: idleTimeout
                )
            }
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let forwarded = ForwardedRequests()
            let pipeline = channel.pipeline.syncOperations
            try Self.addHandlers(to: pipeline, router: router, forwarded: forwarded, idleTimeout: idleTimeout)
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            let parts = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
            return Value(parts: parts, forwarded: forwarded)
        }
    }

    /// Adds the handlers up to the one that answers on the event loop.
    /// - Parameters:
    ///   - pipeline: The handlers of the connection.
    ///   - router: Answers requests.
    ///   - forwarded: Takes the requests that go on to the tasks of the connection.
    ///   - idleTimeout: How long the connection may be silent.
    ///   - answersPlainRequests: Whether plain requests are answered before the HTTP parser, as always but in tests that
    ///     compare both ways.
    /// - Throws: An error when the connection has closed.
    static func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations,
        router: RequestRouter,
        forwarded: ForwardedRequests,
        idleTimeout: TimeAmount,
        answersPlainRequests: Bool = true
    ) throws {
        var encoding = HTTPResponseEncoder.Configuration()
        encoding.automaticallySetFramingHeaders = false
        let gate = RequestGate()
        let replies = ImmediateReplyHandler(router: router, forwarded: forwarded)
        if answersPlainRequests {
            try pipeline.addHandler(PlainRequestHandler(router: router, replies: replies))
        }
        try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
        try pipeline.addHandler(ByteToMessageHandler(RequestDecoder(gate: gate), maximumBufferSize: earlyLimit))
        try pipeline.addHandler(gate)
        try pipeline.addHandler(FramingHandler())
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(IdleStateHandler(allTimeout: idleTimeout))
        try pipeline.addHandler(replies)
    }

    func handle(value: Value, logger: Logger) async {
        let connection = HTTPConnection(
            router: router,
            idleTimeout: idleTimeout,
            stopLimit: stopLimit,
            forwarded: value.forwarded
        )
        await connection.handleHTTP(asyncChannel: value.parts, logger: logger)
    }
}
