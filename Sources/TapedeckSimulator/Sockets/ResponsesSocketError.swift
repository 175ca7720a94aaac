// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An error as a message of Responses over WebSocket; the connection stays open.
struct ResponsesSocketError: Error {
    /// The message.
    let text: ArraySlice<UInt8>

    /// An error of the message itself.
    init(_ error: APIError, lane: String? = nil) {
        self.init(status: error.status.code, error: error.document["error"], lane: lane)
    }

    /// The error response of a request.
    init(status: Int, body: ArraySlice<UInt8>, lane: String?) {
        self.init(status: status, error: (try? JSONValue(parsing: body))?["error"], lane: lane)
    }

    private init(status: Int, error: JSONValue?, lane: String?) {
        let members = ["type", "code", "message", "param"].map { JSONMember(name: $0, value: error?[$0] ?? .null) }
        var event: [JSONMember] = [
            JSONMember(name: "type", value: "error"), JSONMember(name: "status", value: .integer(status)),
            JSONMember(name: "error", value: .object(members)),
        ]
        if let lane { event.append(JSONMember(name: "stream_id", value: .string(lane))) }
        var bytes: [UInt8] = []
        JSONValue.object(event).append(to: &bytes)
        text = bytes[...]
    }
}

extension APIError {
    /// The connection has lasted as long as it may.
    static let connectionLimit = APIError(
        message: "Responses websocket connection limit reached (60 minutes). Create a new websocket connection to "
            + "continue.",
        code: "websocket_connection_limit_reached"
    )

    /// The connection has as many busy lanes as it may.
    static let streamLimit = APIError(
        message: "This WebSocket connection has reached its stream limit.",
        param: "stream_id",
        code: "websocket_stream_limit_reached"
    )
}
