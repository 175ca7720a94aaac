// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A message body: bytes at hand, or a stream of slices that is read once.
package struct Body: Sendable {
    /// A stream of body slices in order; a thrown error means that the body broke off.
    package typealias Slices = any AsyncSequence<ArraySlice<UInt8>, any Error> & Sendable

    /// Where the bytes are.
    package enum Content: Sendable {
        /// The whole body.
        case bytes(ArraySlice<UInt8>)
        /// A stream, with its length in bytes when that is known.
        case stream(length: Int?, slices: Slices)
    }

    /// Where the bytes are.
    package let content: Content

    /// Creates a body of bytes at hand; no bytes and no body are the same.
    package init(_ bytes: ArraySlice<UInt8> = []) {
        self.content = .bytes(bytes)
    }

    /// Creates a body of bytes at hand.
    package init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    /// Creates a body that is read from a stream.
    /// - Parameters:
    ///   - length: The number of bytes when it is known.
    ///   - slices: The bytes in order, read once.
    package init(length: Int?, slices: Slices) {
        self.content = .stream(length: length, slices: slices)
    }

    /// The number of bytes when it is known.
    package var length: Int? {
        switch content {
        case .bytes(let bytes): bytes.count
        case .stream(let length, _): length
        }
    }
}

extension Body {
    /// Reads the whole body into memory.
    /// - Parameter limit: The most bytes to accept.
    /// - Returns: The bytes.
    /// - Throws: ``BodyTooLarge`` past the limit, or what the stream throws.
    package func collect(upTo limit: Int) async throws -> ArraySlice<UInt8> {
        switch content {
        case .bytes(let bytes):
            guard bytes.count <= limit else { throw BodyTooLarge(limit: limit) }
            return bytes
        case .stream(_, let slices):
            var bytes: ArraySlice<UInt8> = []
            for try await slice in slices {
                guard bytes.count + slice.count <= limit else { throw BodyTooLarge(limit: limit) }
                if bytes.isEmpty { bytes = slice } else { bytes.append(contentsOf: slice) }
            }
            return bytes
        }
    }
}

/// The error of a body that is larger than its reader accepts.
package struct BodyTooLarge: Error, Equatable, CustomStringConvertible {
    /// The most bytes the reader accepts.
    package let limit: Int

    /// Creates the error.
    package init(limit: Int) {
        self.limit = limit
    }

    /// One line for people.
    package var description: String { "The body is larger than the limit of \(limit) bytes." }
}
