// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Reads the scalars of valid UTF-8 and what class each is of.
struct TextScanner {
    let text: UnsafeBufferPointer<UInt8>
    let classes: UnsafeBufferPointer<UInt8>

    private static let blockBits: UInt32 = 7
    private static let indexCount = 0x110000 >> 7

    @inline(__always)
    var count: Int { text.count }

    /// The class of the scalar at a place, and the place behind it; no class at the end of the text.
    @inline(__always)
    func scalar(at index: Int) -> (kind: ScalarClass, next: Int) {
        guard index < text.count else { return ([], index) }
        let lead = text[index]
        // The first block holds the classes of ASCII.
        if lead < 0x80 { return (ScalarClass(rawValue: classes[Self.indexCount &+ Int(lead)]), index &+ 1) }
        let (value, next) = decode(lead, at: index)
        let block = Int(classes[Int(value >> Self.blockBits)])
        let place = Self.indexCount &+ block << Int(Self.blockBits) &+ Int(value & 0x7F)
        return (ScalarClass(rawValue: classes[place]), next)
    }

    /// Where a run of scalars of at least one of these classes ends that begins at a place.
    @inline(__always)
    func end(ofRunOf classes: ScalarClass, from start: Int) -> Int {
        var end = start
        while end < count {
            let (kind, next) = scalar(at: end)
            guard kind.isAny(of: classes) else { break }
            end = next
        }
        return end
    }

    /// Where a run of scalars of none of these classes ends that begins at a place.
    @inline(__always)
    func end(ofRunWithout classes: ScalarClass, from start: Int) -> Int {
        var end = start
        while end < count {
            let (kind, next) = scalar(at: end)
            guard !kind.isAny(of: classes) else { break }
            end = next
        }
        return end
    }

    /// The byte at a place, zero at the end of the text.
    @inline(__always)
    func byte(at index: Int) -> UInt8 { index < text.count ? text[index] : 0 }

    private func decode(_ lead: UInt8, at index: Int) -> (value: UInt32, next: Int) {
        let second = UInt32(text[index &+ 1] & 0x3F)
        if lead < 0xE0 { return (UInt32(lead & 0x1F) << 6 | second, index &+ 2) }
        let third = UInt32(text[index &+ 2] & 0x3F)
        if lead < 0xF0 { return (UInt32(lead & 0x0F) << 12 | second << 6 | third, index &+ 3) }
        let fourth = UInt32(text[index &+ 3] & 0x3F)
        return (UInt32(lead & 0x07) << 18 | second << 12 | third << 6 | fourth, index &+ 4)
    }
}
