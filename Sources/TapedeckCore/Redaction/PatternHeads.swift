// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the places at which one of several patterns may begin, by their first three bytes.
struct PatternHeads: Sendable {
    private static let headLength = 3
    private static let mask = 0xFFFF

    /// A bit for each value that three bytes are mixed to; few others share one with a pattern.
    private var heads = [UInt64](repeating: 0, count: (mask + 1) / 64)
    private var isFirst = [Bool](repeating: false, count: 256)
    /// A bit for each pair of bytes that begins a pattern, for the end of the bytes at hand.
    private var pairs = [UInt64](repeating: 0, count: 1024)

    /// - Parameter patterns: What is looked for, each of three bytes or more.
    init(_ patterns: [[UInt8]]) {
        for pattern in patterns { insert(pattern) }
    }

    /// The heads of these patterns too.
    func adding(_ patterns: [[UInt8]]) -> PatternHeads {
        var heads = self
        for pattern in patterns { heads.insert(pattern) }
        return heads
    }

    private mutating func insert(_ pattern: [UInt8]) {
        guard pattern.count >= Self.headLength else { return }
        isFirst[Int(pattern[0])] = true
        let pair = Int(pattern[0]) << 8 | Int(pattern[1])
        pairs[pair >> 6] |= 1 << UInt64(pair & 63)
        let head = Self.head(pattern[0], pattern[1], pattern[2])
        heads[head >> 6] |= 1 << UInt64(head & 63)
    }

    private func mayBegin(_ first: UInt8, _ second: UInt8) -> Bool {
        let pair = Int(first) << 8 | Int(second)
        return pairs[pair >> 6] >> UInt64(pair & 63) & 1 == 1
    }

    @inline(__always)
    private static func head(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(first) << 8 ^ Int(second) ^ Int(third) &* 0x6F35) & mask
    }

    /// The first place at or after `start` where a pattern may begin; the last two bytes may begin one that starts so.
    func first(in bytes: [UInt8], from start: Int) -> Int? {
        // Unchecked views, since this loop sees every byte of every body; every index is below the count.
        bytes.withUnsafeBufferPointer { bytes in
            isFirst.withUnsafeBufferPointer { isFirst in
                heads.withUnsafeBufferPointer { heads in
                    var index = start
                    while index < bytes.count {
                        if isFirst[Int(bytes[index])] {
                            guard index + 2 < bytes.count else {
                                if index + 1 == bytes.count || mayBegin(bytes[index], bytes[index + 1]) { return index }
                                index += 1
                                continue
                            }
                            let head = Self.head(bytes[index], bytes[index + 1], bytes[index + 2])
                            if heads[head >> 6] >> UInt64(head & 63) & 1 == 1 { return index }
                        }
                        index += 1
                    }
                    return nil
                }
            }
        }
    }
}
