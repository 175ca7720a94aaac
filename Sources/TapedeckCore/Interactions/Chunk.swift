// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A piece of a streamed body with its time.
package struct Chunk: Sendable, Hashable {
    /// Where the piece begins in the body, in bytes.
    package var offset: Int
    /// The length of the piece in bytes, more than zero.
    package var length: Int
    /// Microseconds since the response began.
    package var time: Int64

    /// Creates a chunk.
    package init(offset: Int, length: Int, time: Int64) {
        self.offset = offset
        self.length = length
        self.time = time
    }

    /// Tells whether chunks lie end to end and cover a body of a length exactly.
    /// - Parameters:
    ///   - chunks: The chunks in order; none at all is fine for any body.
    ///   - length: The length of the body in bytes.
    /// - Returns: Whether there is neither gap nor overlap.
    package static func areContiguous(_ chunks: [Chunk], covering length: Int) -> Bool {
        guard !chunks.isEmpty else { return true }
        var end = 0
        for chunk in chunks {
            guard chunk.offset == end, chunk.length > 0, chunk.length <= length - end else { return false }
            end += chunk.length
        }
        return end == length
    }
}
