// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A message of a WebSocket, put together from its frames.
package struct SocketMessage: Sendable, Hashable {
    /// What a message holds.
    package enum Kind: Sendable, Hashable {
        /// UTF-8.
        case text
        /// Any bytes.
        case binary
    }

    /// What the message holds.
    package let kind: Kind
    /// The bytes; those of a text are valid UTF-8.
    package let bytes: [UInt8]

    /// Creates a message.
    package init(_ kind: Kind = .text, _ bytes: [UInt8]) {
        self.kind = kind
        self.bytes = bytes
    }
}

/// Puts messages together from the data frames of a WebSocket (RFC 6455, section 5.4).
///
/// It has no socket: a server and a client that records use it alike.
package struct SocketMessageAssembler: Sendable {
    /// The opcode of a data frame.
    package enum Opcode: UInt8, Sendable {
        /// The message of the previous frame goes on.
        case continuation
        /// A text begins.
        case text
        /// Binary data begins.
        case binary
    }

    /// The largest message, in bytes.
    package let limit: Int
    /// The message whose frames have not all arrived.
    private var kind: SocketMessage.Kind?
    private var bytes: [UInt8] = []

    /// Creates an assembler.
    /// - Parameter limit: The largest message, in bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next data frame.
    /// - Parameters:
    ///   - opcode: The opcode.
    ///   - isFinal: Whether the message ends with the frame.
    ///   - payload: The payload, unmasked.
    /// - Returns: The message that ended; `nil` when more frames follow.
    /// - Throws: The closure that the frame is answered with.
    package mutating func push(
        _ opcode: Opcode,
        isFinal: Bool,
        _ payload: some Collection<UInt8>
    ) throws(SocketClosure) -> SocketMessage? {
        let kind = try kind(opcode)
        guard payload.count <= limit - bytes.count else { throw .tooLarge(limit: limit) }
        bytes += payload
        guard isFinal else {
            self.kind = kind
            return nil
        }
        defer { bytes = [] }
        self.kind = nil
        // Checked at the end only, since a frame may end inside a character.
        guard kind == .binary || String(validating: bytes, as: UTF8.self) != nil else {
            throw SocketClosure(code: 1007, reason: "The text is not UTF-8.")
        }
        return SocketMessage(kind, bytes)
    }

    private func kind(_ opcode: Opcode) throws(SocketClosure) -> SocketMessage.Kind {
        switch (opcode, kind) {
        case (.continuation, let kind?): return kind
        case (.continuation, nil): throw .protocolError("There is no message to continue.")
        case (.text, nil): return .text
        case (.binary, nil): return .binary
        case (_, .some): throw .protocolError("A message began inside another one.")
        }
    }
}
