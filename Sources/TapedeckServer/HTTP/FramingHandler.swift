// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import NIOCore
import NIOHTTP1

/// Frames responses by the request they answer (RFC 9112, section 6), and closes the connection when that is their end.
///
/// A response to `HEAD` has no body, whatever its fields say; an HTTP/1.0 client knows no chunks, so a body of unknown
/// length ends with its connection; a client that asks for it has its connection closed after the response.
final class FramingHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// The properties of a request that decide the framing of its response.
    private struct Asked {
        let isHead: Bool
        let knowsChunks: Bool
        var closes: Bool
    }

    /// The requests whose responses have not ended, in order.
    private var asked: Deque<Asked> = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            asked.append(
                Asked(
                    isHead: head.method == .HEAD,
                    knowsChunks: head.version.major == 1 && head.version.minor >= 1,
                    closes: !head.isKeepAlive
                )
            )
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            frame(&head)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let closes = asked.popFirst()?.closes ?? true
            context.write(data, promise: promise)
            if closes {
                context.flush()
                context.close(promise: nil)
            }
        }
    }

    private func frame(_ head: inout HTTPResponseHead) {
        // An interim response has no framing; a response to bytes that are no request is framed by its writer.
        guard head.status.code >= 200, var request = asked.first else { return }
        let hasBody = !request.isHead && head.status.mayHaveResponseBody
        if hasBody, !head.headers.contains(name: "content-length") {
            if request.knowsChunks {
                head.headers.replaceOrAdd(name: "transfer-encoding", value: "chunked")
            } else {
                request.closes = true
            }
        }
        if request.closes {
            head.headers.replaceOrAdd(name: "connection", value: "close")
        } else if !request.knowsChunks {
            head.headers.replaceOrAdd(name: "connection", value: "keep-alive")
        }
        asked[0] = request
    }
}

extension HTTPResponseStatus {
    /// Whether a response of this status may have a body (RFC 9110, section 6.4.1).
    fileprivate var mayHaveResponseBody: Bool {
        !(code < 200 || self == .noContent || self == .notModified)
    }
}
