// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Half of a surrogate pair in a JSON string, such as `"\ud83d"`.
///
/// JSON can spell it (RFC 8259, section 8.2), and programs that cut texts do; Swift's strings cannot hold it. A pair of
/// scalars stands in its place that no text has: a noncharacter, and one of the last private use area.
enum SurrogateHalf {
    /// The code points that stand for a half, in UTF-8: U+FDD0, and U+F0000 to U+F07FF.
    static func stand(for half: UInt16) -> [UInt8] {
        let offset = half - 0xD800
        return [0xEF, 0xB7, 0x90, 0xF3, 0xB0, 0x80 | UInt8(offset >> 6), 0x80 | UInt8(offset & 0x3F)]
    }

    /// The length in UTF-8 of what stands for a half.
    static let length = 7

    /// The half that the bytes at an index stand for, if they do.
    static func half(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
        guard index + length <= bytes.count, bytes[index] == 0xEF, bytes[index + 1] == 0xB7, bytes[index + 2] == 0x90,
            bytes[index + 3] == 0xF3, bytes[index + 4] == 0xB0
        else { return nil }
        let offset = UInt16(bytes[index + 5] & 0x3F) << 6 | UInt16(bytes[index + 6] & 0x3F)
        return offset < 0x800 ? 0xD800 + offset : nil
    }

    /// Whether there may be something in some bytes that stands for a half.
    static func mayStand(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        while let index = bytes.firstIndex(of: 0xEF, from: start) {
            if bytes.starts(with: [0xEF, 0xB7, 0x90], at: index) { return true }
            start = index + 1
        }
        return false
    }
}
