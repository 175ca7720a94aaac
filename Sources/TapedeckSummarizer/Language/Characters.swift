// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The characters of a text with the properties that splitters ask for, each worked out once.
///
/// They are those of `String`. An ASCII byte before another one, CR LF aside, is a character; only the text around other
/// bytes needs grapheme breaking. A character is named by its position, a part of the text by a range of positions.
struct Characters: Sendable {
    /// A character: where its bytes end, its kind, and the symbol it is equal to.
    struct Unit: BitwiseCopyable {
        fileprivate(set) var end: Int32
        let kind: Kind
        /// The ASCII character, or one of the symbols below, that `==` finds equal; ``other`` for all others.
        let symbol: UInt8
    }

    struct Kind: OptionSet, BitwiseCopyable {
        let rawValue: UInt8
        static let letter = Kind(rawValue: 1)
        static let number = Kind(rawValue: 2)
        static let whitespace = Kind(rawValue: 4)
        static let newline = Kind(rawValue: 8)
        /// An emoji or a similar symbol.
        static let emoji = Kind(rawValue: 16)
    }

    let bytes: [UInt8]
    let units: [Unit]

    init(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        self.bytes = bytes
        // A character has at least one byte, so the memory suffices. Appending to an array takes several times as long.
        units = Array(unsafeUninitializedCapacity: bytes.count) { units, count in
            bytes.withUnsafeBufferPointer { bytes in
                Self.ascii.withUnsafeBufferPointer { ascii in
                    var start = 0
                    while start < bytes.count {
                        if Self.isAlone(bytes, start) {
                            var unit = ascii[Int(bytes[start])]
                            start += 1
                            unit.end = Int32(truncatingIfNeeded: start)
                            units.initializeElement(at: count, to: unit)
                            count += 1
                        } else {
                            let end = Self.endOfOthers(bytes, from: start)
                            for character in String(decoding: bytes[start..<end], as: UTF8.self) {
                                start += character.utf8.count
                                units.initializeElement(at: count, to: Self.unit(character, end: start))
                                count += 1
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether the byte at a place where a character begins is a whole one.
    @inline(__always)
    private static func isAlone(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        let byte = bytes[place]
        guard byte < 0x80 else { return false }
        guard place + 1 < bytes.count else { return true }
        return bytes[place + 1] < 0x80 && byte != UInt8(ascii: "\r")
    }

    /// The next place between two ASCII bytes.
    private static func endOfOthers(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start + 1
        while end < bytes.count, bytes[end - 1] >= 0x80 || bytes[end] >= 0x80 || bytes[end] == UInt8(ascii: "\n") {
            end += 1
        }
        return end
    }

    // MARK: - Parts

    var all: Range<Int> { units.indices }

    /// Where the bytes of a character begin.
    func start(of index: Int) -> Int { index == 0 ? 0 : Int(units[index - 1].end) }

    func utf8(_ range: Range<Int>) -> ArraySlice<UInt8> {
        let start = start(of: range.lowerBound)
        return range.isEmpty ? bytes[start..<start] : bytes[start..<Int(units[range.upperBound - 1].end)]
    }

    func string(_ range: Range<Int>) -> String { String(decoding: utf8(range), as: UTF8.self) }

    func isASCII(_ range: Range<Int>) -> Bool {
        utf8(range).count == range.count && utf8(range).allSatisfy { $0 < 0x80 }
    }

    /// The text without characters in its middle.
    func removing(_ range: Range<Int>) -> Self {
        Self(string(0..<range.lowerBound) + string(range.upperBound..<units.count))
    }

    /// A part without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, units[start].kind.contains(.whitespace) { start += 1 }
        while start < end, units[end - 1].kind.contains(.whitespace) { end -= 1 }
        return start..<end
    }

    /// The parts between characters of a kind, empty ones included.
    func split(_ range: Range<Int>, at kind: Kind) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where !units[index].kind.isDisjoint(with: kind) {
            parts.append(start..<index)
            start = index + 1
        }
        parts.append(start..<range.upperBound)
        return parts
    }

    func first(_ symbol: Unicode.Scalar, in range: Range<Int>) -> Int? {
        let symbol = UInt8(truncatingIfNeeded: symbol.value)
        return range.first { units[$0].symbol == symbol }
    }

    /// Whether a part begins with ASCII characters.
    func starts(_ range: Range<Int>, with prefix: StaticString) -> Bool {
        guard range.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { prefix in
            prefix.indices.allSatisfy { units[range.lowerBound + $0].symbol == prefix[$0] }
        }
    }

    /// Whether a part ends with ASCII characters.
    func ends(_ range: Range<Int>, with suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        return range.count >= count && starts(range.upperBound - count..<range.upperBound, with: suffix)
    }
}

extension Characters {
    static let other: UInt8 = 0xFF
    static let ellipsis: UInt8 = 0x80
    static let wideQuestionMark: UInt8 = 0x81
    static let wideExclamationMark: UInt8 = 0x82
    static let wideFullStop: UInt8 = 0x83
    static let shortDash: UInt8 = 0x84
    static let longDash: UInt8 = 0x85
    static let euro: UInt8 = 0x86
    static let pound: UInt8 = 0x87
    static let closingQuote: UInt8 = 0x88
    static let openingQuote: UInt8 = 0x89
    static let lineEnd: UInt8 = 0x8A

    private static let symbols: [Character: UInt8] = {
        var symbols: [Character: UInt8] = [
            "…": ellipsis, "？": wideQuestionMark, "！": wideExclamationMark, "。": wideFullStop, "–": shortDash,
            "—": longDash, "€": euro, "£": pound, "’": closingQuote, "‘": openingQuote, "\r\n": lineEnd,
        ]
        for byte in UInt8(0)..<0x80 { symbols[Character(Unicode.Scalar(byte))] = byte }
        return symbols
    }()

    private static let ascii = (UInt8(0)..<0x80).map { unit(Character(Unicode.Scalar($0)), end: 0) }

    private static func unit(_ character: Character, end: Int) -> Unit {
        var kind: Kind = []
        if character.isLetter { kind.insert(.letter) }
        if character.isNumber { kind.insert(.number) }
        if character.isWhitespace { kind.insert(.whitespace) }
        if character.isNewline { kind.insert(.newline) }
        if character.isEmojiLike { kind.insert(.emoji) }
        return Unit(end: Int32(truncatingIfNeeded: end), kind: kind, symbol: symbols[character] ?? other)
    }
}

extension Character {
    /// Emoji, which end a sentence like a full stop.
    fileprivate var isEmojiLike: Bool {
        guard let scalar = unicodeScalars.first, scalar.value > 0x2100 else { return false }
        return scalar.properties.isEmojiPresentation || scalar.properties.generalCategory == .otherSymbol
            || scalar.properties.isVariationSelector || scalar.value == 0x200D
    }
}
