// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import TapedeckCore

/// NIO's request decoder, made to continue after a request for another protocol.
///
/// A server may ignore `upgrade` (RFC 9110, section 7.8), and this one does. NIO's decoder takes what follows such a
/// request for the other protocol and stops, so a new decoder replaces it. The bytes behind a request for a WebSocket
/// are kept until the handlers of its frames have taken this one's place.
final class RequestDecoder: ByteToMessageDecoder {
    typealias InboundOut = HTTPServerRequestPart

    private let gate: RequestGate
    private var decoder = RequestDecoder.makeDecoder()
    /// Whether the request that was read last asks for a WebSocket.
    private var isStopped = false

    /// - Parameter gate: The handler behind this one, which sees the requests.
    init(gate: RequestGate) {
        self.gate = gate
    }

    private static func makeDecoder() -> HTTPRequestDecoder {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldCount = HTTPFieldLimits.count
        limits.maxHeaderListSize = HTTPFieldLimits.bytes
        return HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
    }

    func decoderAdded(context: ChannelHandlerContext) {
        decoder.decoderAdded(context: context)
    }

    func decoderRemoved(context: ChannelHandlerContext) {
        decoder.decoderRemoved(context: context)
    }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard !isStopped else { return .needMoreData }
        let state = try decoder.decode(context: context, buffer: &buffer)
        guard gate.takeUpgrade() else { return state }
        guard !gate.asksForSocket else {
            isStopped = true
            return .needMoreData
        }
        decoder.decoderRemoved(context: context)
        decoder = Self.makeDecoder()
        decoder.decoderAdded(context: context)
        return buffer.readableBytes > 0 ? .continue : .needMoreData
    }

    func decodeLast(
        context: ChannelHandlerContext,
        buffer: inout ByteBuffer,
        seenEOF: Bool
    ) throws -> DecodingState {
        guard !isStopped else {
            if !seenEOF, buffer.readableBytes > 0 { context.fireChannelRead(NIOAny(buffer)) }
            buffer.moveReaderIndex(to: buffer.writerIndex)
            return .needMoreData
        }
        while buffer.readableBytes > 0, try decode(context: context, buffer: &buffer) == .continue {}
        return try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
    }
}
