// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection of Hummingbird's server: its own handlers, with ours for framing and for answers at once among them.
struct HTTPConnection: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let router: RequestRouter
    /// How long a connection may be silent between requests, or in the middle of one.
    let idleTimeout: TimeAmount
    let responder: HTTPChannelHandler.Responder

    init(router: RequestRouter, idleTimeout: TimeAmount) {
        self.router = router
        self.idleTimeout = idleTimeout
        self.responder = { request, writer, _ in try await router.serve(request, writer) }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            var encoding = HTTPResponseEncoder.Configuration()
            encoding.automaticallySetFramingHeaders = false
            let gate = RequestGate()
            try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
            try pipeline.addHandler(ByteToMessageHandler(RequestDecoder(gate: gate)))
            try pipeline.addHandler(gate)
            try pipeline.addHandler(FramingHandler())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(IdleStateHandler(allTimeout: idleTimeout))
            try pipeline.addHandler(ImmediateReplyHandler(router: router))
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
