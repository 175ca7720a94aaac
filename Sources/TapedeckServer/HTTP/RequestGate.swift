// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Checks request heads as they came: refuses ambiguous ones, and notes requests for another
/// protocol.
final class RequestGate: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isClosed = false
    private var asksForUpgrade = false
    private var upgradeHasEnded = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            // The parser did not stop at the previous request.
            upgradeHasEnded = false
            if let fault = fault(of: head) {
                isClosed = true
                context.fireErrorCaught(fault)
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
