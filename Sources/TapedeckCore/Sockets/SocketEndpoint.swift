// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The service's paths that can be asked for a WebSocket.
package enum SocketEndpoint {
    private static let ends = ["/v1/responses", "/v1/realtime", "/v1/realtime/translations", "/openai/realtime"]
        .map { Array($0.utf8) }

    /// Whether a request for the protocol `websocket` at this path is one for a WebSocket.
    ///
    /// Everywhere else, the server ignores `upgrade`.
    package static func has(_ pathAndQuery: some StringProtocol) -> Bool {
        let path = pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }
        return ends.contains { path.count >= $0.count && path.suffix($0.count).elementsEqual($0) }
    }
}
