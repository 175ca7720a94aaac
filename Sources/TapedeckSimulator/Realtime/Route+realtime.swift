// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Route {
    /// The Realtime API beside its WebSocket.
    static let realtime: [Route] = [
        .get("realtime") { _, _ in throw APIError.needsWebSocket },
        .post("realtime/client_secrets") { simulator, request in
            try simulator.createClientSecret(try await request.json())
        },
        .post("realtime/calls") { _, _ in
            throw APIError.realtimeNotSimulated("it answers no calls; open a WebSocket at /v1/realtime")
        },
    ]
}

extension APIError {
    /// A plain request where a WebSocket is.
    fileprivate static let needsWebSocket = APIError(
        status: .upgradeRequired,
        message: "This endpoint needs a WebSocket: send a GET request with 'Upgrade: websocket'."
    )
}
