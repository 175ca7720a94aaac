// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A word or comma of a sentence, as written and as compared.
struct Word: Hashable, Sendable {
    /// The word as printed.
    let text: String
    /// The word in lower case.
    let key: String
    private let classes: WordClasses
    private let shape: Shape

    private struct Shape: OptionSet {
        let rawValue: UInt8
        static let digit = Shape(rawValue: 1)
        static let capitalised = Shape(rawValue: 2)
        static let shouted = Shape(rawValue: 4)
    }

    init(_ text: String) {
        self.text = text
        let (shape, isLowercase) = Self.shape(of: text)
        self.shape = shape
        key = isLowercase ? text : text.lowercased()
        classes = WordClasses(key)
    }

    static let comma = Self(",")

    var isComma: Bool { text == "," }
    var isNumber: Bool { shape.contains(.digit) }
    var isCapitalised: Bool { shape.contains(.capitalised) }
    /// Whether it has several capitals, as in an acronym or when shouted.
    var isShouted: Bool { shape.contains(.shouted) }

    /// Whether it is of at least one of these classes.
    func `is`(_ classes: WordClasses) -> Bool { !self.classes.isDisjoint(with: classes) }

    static func == (first: Self, second: Self) -> Bool { first.text == second.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    static func words(_ text: String) -> [Self] {
        text.split(separator: " ").map { Self(String($0)) }
    }

    /// The shape of a word, and whether it is known to be in lower case.
    private static func shape(of text: String) -> (shape: Shape, isLowercase: Bool) {
        var capitals = 0
        var (hasSmall, isASCII) = (false, true)
        var shape: Shape = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): shape.insert(.digit)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): capitals += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"): hasSmall = true
            case 0x80...: isASCII = false
            default: break
            }
        }
        guard isASCII else {
            if text.first?.isUppercase == true { shape.insert(.capitalised) }
            if text.count > 1 && text.allSatisfy({ !$0.isLowercase }) && text.contains(where: \.isLetter) {
                shape.insert(.shouted)
            }
            return (shape, false)
        }
        if let first = text.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) {
            shape.insert(.capitalised)
        }
        if capitals > 0, !hasSmall, text.utf8.count > 1 { shape.insert(.shouted) }
        return (shape, capitals == 0)
    }
}
