// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import HTTPTypes
import TapedeckCore

/// The opening handshake of a WebSocket (RFC 6455, section 4.2).
struct SocketHandshake: Sendable {
    /// Appended to a client's key before it is hashed.
    private static let salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    private let key: String

    /// Whether a request asks for a WebSocket at a path that has one.
    ///
    /// Called for every request, so the cheap checks come first.
    static func isAsked(by request: HTTPRequest) -> Bool {
        guard request.method == .get, let path = request.path, SocketEndpoint.has(path) else { return false }
        return names("websocket", in: request.headerFields[.upgrade])
            && names("upgrade", in: request.headerFields[.connection])
    }

    /// Whether a list of a header field has a word, in any case.
    static func names(_ word: String, in list: String?) -> Bool {
        list?.split(separator: ",").contains { $0.trimmingSpaces.lowercased() == word } ?? false
    }

    /// Reads the handshake of a request.
    /// - Throws: The error to answer with.
    init(_ request: HTTPRequest) throws(SocketRefusal) {
        let fields = request.headerFields
        guard fields[values: .secWebSocketVersion] == ["13"] else {
            let found = fields[.secWebSocketVersion].map { "'\($0.prefix(100))'" } ?? "none"
            throw SocketRefusal(
                status: .upgradeRequired,
                code: "unsupported_websocket_version",
                message: "A WebSocket needs the header field 'Sec-WebSocket-Version: 13'; the request has \(found)."
            )
        }
        guard fields[values: .secWebSocketKey].count == 1, let key = fields[.secWebSocketKey],
            Data(base64Encoded: key)?.count == 16
        else {
            throw SocketRefusal(
                status: .badRequest,
                code: "invalid_websocket_key",
                message: "A WebSocket needs one header field 'Sec-WebSocket-Key' with 16 bytes in base64."
            )
        }
        guard fields[.contentLength] ?? "0" == "0", fields[.transferEncoding] == nil else {
            throw SocketRefusal(
                status: .badRequest,
                code: "invalid_websocket_request",
                message: "A request for a WebSocket has no body."
            )
        }
        self.key = key
    }

    /// The head of the `101` response.
    /// - Parameter fields: Further header fields.
    /// - Returns: The head.
    func response(_ fields: HTTPFields) -> HTTPResponse {
        var fields = fields
        fields[.upgrade] = "websocket"
        fields[.connection] = "Upgrade"
        fields[.secWebSocketAccept] = Data(Insecure.SHA1.hash(data: Data((key + Self.salt).utf8))).base64EncodedString()
        return HTTPResponse(status: .switchingProtocols, headerFields: fields)
    }
}

/// A request for a WebSocket that the server refuses.
struct SocketRefusal: Error {
    let status: HTTPResponse.Status
    let code: String
    let message: String

    var response: ServedResponse {
        var response = ErrorEnvelope.invalidRequest(status, code: code, message).response
        if status == .upgradeRequired {
            response.head.headerFields[.upgrade] = "websocket"
            response.head.headerFields[.secWebSocketVersion] = "13"
        }
        return response
    }
}
