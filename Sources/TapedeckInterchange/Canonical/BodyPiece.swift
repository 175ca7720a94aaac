// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A piece of a body that is too large for the line of its interaction.
public struct BodyPiece: Sendable, Hashable {
    /// Whose body.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// The body of the request.
        case request
        /// The body of the response.
        case response
    }

    /// Whose body.
    public let side: Side
    /// The bytes, which follow those of the piece before.
    public let bytes: [UInt8]

    /// Creates a piece.
    public init(side: Side, bytes: [UInt8]) {
        self.side = side
        self.bytes = bytes
    }
}
