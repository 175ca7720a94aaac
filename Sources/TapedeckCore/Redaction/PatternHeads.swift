// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the places at which one of several patterns may begin, by their first three bytes.
///
/// Two of three bytes of text begin some pattern, and many words have the head of one. So of every pattern two windows of
/// three bytes are chosen that are rare in text, such as `ss-` and `ess` of `sess-`, one at an even and one at an odd
/// distance from its beginning: whoever looks at every second place finds one of them.
struct PatternHeads: Sendable {
    private static let headLength = 3
    private static let mask = 0xFFFF
    /// The farthest that a window may be from the beginning of its pattern.
    private static let windowLimit = 14
    private static let windowBits = 17

    /// A bit for each value that three bytes are mixed to; few others share one with a pattern.
    private var heads = [UInt64](repeating: 0, count: (mask + 1) / 64)
    private var windows = [UInt64](repeating: 0, count: (1 << windowBits) / 64)
    private var isFirst = [Bool](repeating: false, count: 256)
    /// A bit for each pair of bytes that begins a pattern, for the end of the bytes at hand.
    private var pairs = [UInt64](repeating: 0, count: 1024)

    /// - Parameter patterns: What is looked for, each of three bytes or more; one of three goes on with an unreserved
    ///   character.
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
        Self.set(Self.head(pattern[0], pattern[1], pattern[2]), in: &heads)
        insertWindow(of: pattern, from: 0)
        if pattern.count > Self.headLength {
            insertWindow(of: pattern, from: 1)
        } else {
            for next in UInt8.min...UInt8.max where ByteSet.unreserved.contains(next) {
                Self.set(Self.window(pattern[1], pattern[2], next), in: &windows)
            }
        }
    }

    /// Chooses the rarest window at an even or odd place.
    private mutating func insertWindow(of pattern: [UInt8], from first: Int) {
        let last = min(pattern.count - Self.headLength, Self.windowLimit)
        let places = stride(from: first, through: last, by: 2)
        guard let place = places.max(by: { Self.rarity(pattern, $0) < Self.rarity(pattern, $1) }) else { return }
        Self.set(Self.window(pattern[place], pattern[place + 1], pattern[place + 2]), in: &windows)
    }

    /// How rare three bytes are in text: letters are frequent, capitals and digits less so, and signs least.
    private static func rarity(_ pattern: [UInt8], _ place: Int) -> Int {
        pattern[place..<place + headLength].reduce(0) { sum, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: " "): sum
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): sum + 2
            default: sum + 3
            }
        }
    }

    private static func set(_ bit: Int, in bits: inout [UInt64]) {
        bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    private func mayBegin(_ first: UInt8, _ second: UInt8) -> Bool {
        let pair = Int(first) << 8 | Int(second)
        return pairs[pair >> 6] >> UInt64(pair & 63) & 1 == 1
    }

    @inline(__always)
    private static func head(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        (Int(first) << 8 ^ Int(second) ^ Int(third) &* 0x6F35) & mask
    }

    /// Mixes the three lower bytes of four.
    @inline(__always)
    private static func window(_ bytes: UInt32) -> Int {
        Int(truncatingIfNeeded: (bytes << 8 &* 0x9E37_79B1) >> UInt32(32 - windowBits))
    }

    private static func window(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        window(UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16)
    }

    // MARK: - Search

    /// The first place at or after `start` where a pattern may begin; the last two bytes may begin one that starts so.
    /// - Parameters:
    ///   - bytes: All bytes at hand.
    ///   - start: Where to begin.
    ///   - reach: How many bytes at the end may hold the beginning of a pattern only: every head there is found.
    /// - Returns: The place of every pattern that is whole, and of some heads that nothing of a pattern follows.
    func first(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, reach: Int = 0) -> Int? {
        // Unchecked views, since this loop sees every byte of every body; every place is below the count.
        guard let base = bytes.baseAddress else { return nil }
        return windows.withUnsafeBufferPointer { windows in
            @inline(__always)
            func bits(_ place: Int) -> UInt64 {
                let window = Self.window(UnsafeRawPointer(base + place).loadUnaligned(as: UInt32.self))
                return windows[window >> 6] >> UInt64(truncatingIfNeeded: window & 63)
            }
            let end = bytes.count - max(reach, Self.windowLimit + 4) - 16
            var place = start
            while place <= end {
                // Eight places at a time, since seldom one is a window.
                var any = bits(place) | bits(place + 2) | bits(place + 4) | bits(place + 6)
                any |= bits(place + 8) | bits(place + 10) | bits(place + 12) | bits(place + 14)
                if any & 1 == 1 {
                    for window in stride(from: place, to: place + 16, by: 2) where bits(window) & 1 == 1 {
                        let range = max(start, window - Self.windowLimit)..<window + 1
                        if let head = firstHead(in: bytes, range) { return head }
                    }
                }
                place += 16
            }
            // The windows of what begins further back have been seen.
            return firstHead(in: bytes, max(start, place - Self.windowLimit - 2)..<bytes.count)
        }
    }

    /// The first head in a range.
    private func firstHead(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        isFirst.withUnsafeBufferPointer { isFirst in
            heads.withUnsafeBufferPointer { heads in
                var index = range.lowerBound
                while index < range.upperBound {
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
