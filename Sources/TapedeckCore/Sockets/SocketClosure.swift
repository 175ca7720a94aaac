// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The end of a WebSocket: the code and reason of a close frame (RFC 6455, section 7).
///
/// It is thrown where what the other side sent ends the connection.
package struct SocketClosure: Error, Sendable, Hashable {
    /// The status code; `nil` when the frame has none.
    package let code: UInt16?
    /// The reason, for people.
    package let reason: String

    /// Creates a closure.
    package init(code: UInt16?, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// The conversation is over.
    package static let normal = SocketClosure(code: 1000)
    /// The server stops.
    package static let goingAway = SocketClosure(code: 1001, reason: "The server is stopping.")
    /// The server failed.
    package static let failed = SocketClosure(code: 1011, reason: "Internal error.")

    /// The other side broke the protocol.
    package static func protocolError(_ reason: String) -> SocketClosure { SocketClosure(code: 1002, reason: reason) }
    /// A message is larger than the limit.
    package static func tooLarge(limit: Int) -> SocketClosure {
        SocketClosure(code: 1009, reason: "A message may have up to \(limit) bytes.")
    }
}

extension SocketClosure {
    /// The largest reason of a close frame, in bytes.
    private static let reasonLimit = 123

    /// Reads the payload of a close frame.
    /// - Throws: The closure to answer with, when the payload is invalid.
    package init(payload: some Collection<UInt8>) throws(SocketClosure) {
        guard let first = payload.first else {
            self.init(code: nil)
            return
        }
        guard let second = payload.dropFirst().first else {
            throw .protocolError("A close frame of one byte has no code.")
        }
        let code = UInt16(first) << 8 | UInt16(second)
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw .protocolError("The close code \(code) may not be sent.")
        }
        guard let reason = String(validating: payload.dropFirst(2), as: UTF8.self) else {
            throw SocketClosure(code: 1007, reason: "The reason of the close frame is not UTF-8.")
        }
        self.init(code: code, reason: reason)
    }

    /// The payload of a close frame; a reason that is too long is truncated.
    package var payload: [UInt8] {
        guard let code else { return [] }
        var shown = reason[...]
        while shown.utf8.count > Self.reasonLimit { shown.removeLast() }
        return [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + shown.utf8
    }
}
