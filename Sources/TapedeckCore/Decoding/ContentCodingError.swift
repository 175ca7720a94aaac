// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of a content coding that cannot be undone.
package enum ContentCodingError: Error, Hashable {
    /// The coding is none of those that can be undone.
    case unsupported(coding: String)
    /// The compressed data is damaged, for a reason.
    case damaged(String)
    /// More comes out than the bounds allow.
    case tooLarge(ContentDecodingLimits.Bound)
}

extension ContentCodingError: CustomStringConvertible {
    /// One line for people.
    package var description: String {
        switch self {
        case .unsupported(let coding):
            "the content coding '\(coding.prefix(40))' cannot be undone here; send gzip, deflate or no coding"
        case .damaged(let reason): reason
        case .tooLarge(.bytes(let limit)): "a body unfolds to more than \(limit) bytes"
        case .tooLarge(.ratio(let ratio)): "a body unfolds to more than \(ratio) times its size"
        }
    }
}

/// The limits of a decompressed body.
package struct ContentDecodingLimits: Sendable, Hashable {
    /// A bound that was passed.
    package enum Bound: Sendable, Hashable {
        case bytes(Int)
        case ratio(Int)
    }

    /// The most bytes that may come out.
    package var bytes: Int
    /// The most bytes for each byte that went in, once more than ``ratioFreeBytes`` have come out.
    package var ratio: Int

    /// Bodies up to this many bytes may be compressed as well as the method can.
    package static let ratioFreeBytes = 8 << 20
    /// The limits of a decoded request: 512 MiB, the largest file the service takes, and 200 to 1.
    package static let request = ContentDecodingLimits(bytes: 512 << 20, ratio: 200)

    /// Creates bounds.
    package init(bytes: Int, ratio: Int) {
        self.bytes = bytes
        self.ratio = ratio
    }

    /// Checks what has come out of what went in.
    package func check(_ written: Int, from read: Int) throws(ContentCodingError) {
        guard written <= bytes else { throw .tooLarge(.bytes(bytes)) }
        guard written <= Self.ratioFreeBytes || written / ratio < max(read, 1) else { throw .tooLarge(.ratio(ratio)) }
    }
}
