// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The pieces of text between quotes and line ends: the strings of JSON, and what stands between them.
///
/// It does not matter which of the pieces are strings, so text that only looks like JSON does no harm.
struct QuotedPieces: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Range<Int>? {
        guard index < bytes.count else { return nil }
        let start = index
        bytes.withUnsafeBufferPointer { bytes in
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
                index += byte == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        let end = Swift.min(index, bytes.count)
        index = end + 1
        return start..<end
    }
}
