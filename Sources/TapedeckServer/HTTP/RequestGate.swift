// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import TapedeckCore

/// Checks request heads as they came: refuses ambiguous ones, and notes requests for another
/// protocol.
///
/// A request for a WebSocket is the last one of its connection.
final class RequestGate: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isClosed = false
    private var asksForUpgrade = false
    private var upgradeHasEnded = false
    /// Whether the latest request asks for a WebSocket.
    private(set) var asksForSocket = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            // The parser did not stop at the previous request.
            upgradeHasEnded = false
            if let fault = fault(of: head) {
                isClosed = true
                context.fireErrorCaught(fault)
                return
            }
            if asksForUpgrade, head.asksForSocket {
                asksForSocket = true
                // After another answer than a WebSocket, what follows cannot be read as requests.
                head.headers.add(name: "connection", value: "close")
                context.fireChannelRead(wrapInboundOut(.head(head)))
                return
            }
        case .body: break
        case .end:
            upgradeHasEnded = asksForUpgrade
            asksForUpgrade = false
        }
        context.fireChannelRead(data)
    }

    /// Whether a request for another protocol has ended since the last call.
    func takeUpgrade() -> Bool {
        defer { upgradeHasEnded = false }
        return upgradeHasEnded
    }

    private func fault(of head: HTTPRequestHead) -> RequestFault? {
        if head.method == .CONNECT { return .connect(head.uri) }
        var hosts = 0
        var hasUpgrade = false
        // Checked for every request, so by length first.
        for (name, _) in head.headers {
            switch name.utf8.count {
            case 4 where name.lowercased() == "host": hosts += 1
            case 7 where name.lowercased() == "upgrade": hasUpgrade = true
            default: break
            }
        }
        asksForUpgrade =
            hasUpgrade && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
        if hosts > 1 { return .severalHosts }
        return hosts == 0 && head.version.minor >= 1 ? .noHost : nil
    }
}

extension HTTPRequestHead {
    /// Whether the request is one for a WebSocket.
    fileprivate var asksForSocket: Bool {
        method == .GET && version.minor >= 1 && SocketEndpoint.has(uri)
            && headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }
}
