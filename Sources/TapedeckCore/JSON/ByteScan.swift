// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Searches that see every byte of every body: without bounds checks, and sixteen bytes at a time. Every block that is
// loaded ends within the bytes.

extension UnsafeBufferPointer<UInt8> {
    private static var blockLength: Int { 16 }

    /// The first quote, backslash or control character from a place on.
    /// - Returns: Its place, or the end; and whether all that was looked at is ASCII.
    func plainEnd(from start: Int) -> (index: Int, isASCII: Bool) {
        guard let base = baseAddress else { return (start, true) }
        var index = start
        var seen = SIMD16<UInt8>()
        let (quote, backslash) = (SIMD16(repeating: UInt8(ascii: "\"")), SIMD16(repeating: UInt8(ascii: "\\")))
        let space = SIMD16(repeating: UInt8(ascii: " "))
        while index + Self.blockLength <= count {
            let block = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self)
            seen |= block
            let stops = (block .== quote) .| (block .== backslash) .| (block .< space)
            if let lane = stops.firstLane { return (index + lane, seen.isASCII) }
            index += Self.blockLength
        }
        var isASCII = seen.isASCII
        while index < count {
            let byte = base[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        return (index, isASCII)
    }

    /// The first place of a byte from a place on; `nil` when it does not occur.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard let base = baseAddress else { return nil }
        var index = start
        let wanted = SIMD16(repeating: byte)
        while index + Self.blockLength <= count {
            let block = UnsafeRawPointer(base + index).loadUnaligned(as: SIMD16<UInt8>.self)
            if let lane = (block .== wanted).firstLane { return index + lane }
            index += Self.blockLength
        }
        while index < count {
            if base[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Whether bytes from a place on are the same as some others.
    func starts(with other: [UInt8], at start: Int) -> Bool {
        guard count - start >= other.count else { return false }
        for index in other.indices where self[start + index] != other[index] { return false }
        return true
    }

    /// Whether a range is well-formed UTF-8 (Unicode Standard, table 3-7).
    func isUTF8(in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        func isTrailing(_ place: Int, _ lowest: UInt8 = 0x80, _ highest: UInt8 = 0xBF) -> Bool {
            place < range.upperBound && self[place] >= lowest && self[place] <= highest
        }
        while index < range.upperBound {
            let lead = self[index]
            switch lead {
            case ..<0x80:
                index += 1
                while index + 8 <= range.upperBound, let base = baseAddress,
                    UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    index += 8
                }
            case 0xC2...0xDF:
                guard isTrailing(index + 1) else { return false }
                index += 2
            case 0xE0...0xEF:
                let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
                let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
                guard isTrailing(index + 1, lowest, highest), isTrailing(index + 2) else { return false }
                index += 3
            case 0xF0...0xF4:
                let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
                let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
                guard isTrailing(index + 1, lowest, highest), isTrailing(index + 2), isTrailing(index + 3) else {
                    return false
                }
                index += 4
            default: return false
            }
        }
        return true
    }
}

extension SIMD16<UInt8> {
    /// Whether no lane has its highest bit set.
    fileprivate var isASCII: Bool {
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return (words[0] | words[1]) & 0x8080_8080_8080_8080 == 0
    }
}

extension SIMDMask<SIMD16<Int8>> {
    /// The first lane that is set.
    fileprivate var firstLane: Int? {
        // A lane that is set has all its bits set; the first one is in the lowest byte on every platform there is.
        let words = unsafeBitCast(self, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
        if words[1] != 0 { return 8 + words[1].trailingZeroBitCount >> 3 }
        return nil
    }
}
