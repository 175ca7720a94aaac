// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A body of a cassette: its bytes, or where its store keeps them.
package enum RecordedBody: Sendable, Hashable {
    /// The bytes themselves.
    case bytes([UInt8])
    /// A body too large to hold in memory, in the store that made the reference.
    case stored(BodyReference)

    /// The body without bytes.
    package static let empty = RecordedBody.bytes([])

    /// The number of bytes.
    package var length: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .stored(let reference): reference.length
        }
    }
}

/// Where a store keeps a body.
package struct BodyReference: Sendable, Hashable {
    /// The store's own number for the body.
    package let id: Int64
    /// The number of bytes.
    package let length: Int

    /// Creates a reference.
    package init(id: Int64, length: Int) {
        self.id = id
        self.length = length
    }
}
