// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A piece of a body that is too large for the line of its interaction.
package struct BodyPiece: Sendable, Hashable {
    /// Whose body.
    package enum Side: String, Sendable, Hashable, CaseIterable {
        /// The body of the request.
        case request
        /// The body of the response.
        case response
    }

    /// Whose body.
    package let side: Side
    /// The bytes, which follow those of the piece before.
    package let bytes: [UInt8]

    /// Creates a piece.
    package init(side: Side, bytes: [UInt8]) {
        self.side = side
        self.bytes = bytes
    }
}
