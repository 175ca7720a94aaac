// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Writes bits into bytes, from the lowest bit of each byte on.
struct BitWriter {
    private var bytes: [UInt8]
    private var pending: UInt32 = 0
    private var pendingCount = 0

    /// - Parameter bytes: The bytes before the bits.
    init(bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Appends up to 24 bits of a number, the lowest first.
    mutating func append(_ value: UInt32, count: Int) {
        pending |= value << UInt32(pendingCount)
        pendingCount += count
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Appends up to 24 bits of a Huffman code, the highest first.
    mutating func appendCode(_ code: UInt32, count: Int) {
        var reversed: UInt32 = 0
        for bit in 0..<count { reversed |= (code >> UInt32(bit) & 1) << UInt32(count - 1 - bit) }
        append(reversed, count: count)
    }

    /// The bytes; zeros fill the last one.
    mutating func finish() -> [UInt8] {
        if pendingCount > 0 { append(0, count: 8 - pendingCount) }
        return bytes
    }
}
