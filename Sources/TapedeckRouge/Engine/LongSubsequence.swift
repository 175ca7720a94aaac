// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Length of the longest common subsequence of two long runs.
///
/// Bit-parallel, in blocks of 256 tokens of one run: four words stay in registers while all tokens of the other run
/// pass by, and the carries between blocks are kept. Memory is one byte per token and one block.
struct LongSubsequence: ~Copyable {
    private static let words = 4
    private static let block = 64 * LongSubsequence.words

    private var rows = Scratch<UInt32>(capacity: 1024)
    private var masks = Scratch<UInt64>(capacity: (LongSubsequence.block + 1) * LongSubsequence.words)
    private var carries = Scratch<UInt8>(capacity: 256)

    /// The length for two runs whose token numbers go up to `tokens`.
    mutating func length(_ first: borrowing TokenRun, _ second: borrowing TokenRun, tokens: Int) -> Int {
        rows.reserve(tokens + 1)
        carries.reserve(second.count)
        carries.clear(second.count)
        var length = 0
        for start in stride(from: 0, to: first.count, by: Self.block) {
            let range = start..<min(start + Self.block, first.count)
            bind(first, range)
            length += advance(second)
            for index in range { rows[Int(first.tokens[index])] = 0 }
        }
        return length
    }

    mutating func shrink() {
        rows.shrink(to: 1 << 17)
        carries.shrink(to: 1 << 16)
    }

    /// Gives each token of the block a row of words with its places.
    ///
    /// Row 0 stays empty: it is that of tokens not in the block.
    private func bind(_ run: borrowing TokenRun, _ range: Range<Int>) {
        var count: UInt32 = 0
        for index in range {
            let token = Int(run.tokens[index])
            if rows[token] == 0 {
                count += 1
                rows[token] = count
                for word in 0..<Self.words { masks[Int(count) * Self.words + word] = 0 }
            }
            let place = index - range.lowerBound
            masks[Int(rows[token]) * Self.words + (place >> 6)] |= 1 << UInt64(place & 63)
        }
    }

    private func advance(_ run: borrowing TokenRun) -> Int {
        var (v0, v1, v2, v3) = (UInt64.max, UInt64.max, UInt64.max, UInt64.max)
        for index in 0..<run.count {
            let row = masks.base + Int(rows[Int(run.tokens[index])]) &* Self.words
            var carry = UInt64(carries[index])
            Self.step(&v0, row[0], &carry)
            Self.step(&v1, row[1], &carry)
            Self.step(&v2, row[2], &carry)
            Self.step(&v3, row[3], &carry)
            carries[index] = UInt8(truncatingIfNeeded: carry)
        }
        return (~v0).nonzeroBitCount + (~v1).nonzeroBitCount + (~v2).nonzeroBitCount + (~v3).nonzeroBitCount
    }

    @inline(__always)
    static func step(_ unmatched: inout UInt64, _ match: UInt64, _ carry: inout UInt64) {
        let (partial, first) = unmatched.addingReportingOverflow(unmatched & match)
        let (sum, second) = partial.addingReportingOverflow(carry)
        carry = (first ? 1 : 0) | (second ? 1 : 0)
        unmatched = sum | (unmatched & ~match)
    }
}
