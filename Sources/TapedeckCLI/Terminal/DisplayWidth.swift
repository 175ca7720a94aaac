// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The columns that text takes on a terminal.
enum DisplayWidth {
    /// The ranges of East Asian wide and full-width characters, by Unicode's EastAsianWidth.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]

    /// The columns of a text.
    static func of(_ text: some StringProtocol) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + of($1) }
    }

    /// The columns of a character.
    static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if first.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(first.value) } ? 2 : 1
    }

    /// A text in at most so many columns, with an ellipsis for its end or its middle.
    static func fitted(_ text: String, to width: Int, keepsEnd: Bool) -> String {
        guard of(text) > width else { return text }
        guard width > 1 else { return width == 1 ? "…" : "" }
        let tail = keepsEnd ? (width - 1) / 2 : 0
        return String(prefix(text, width - 1 - tail)) + "…" + String(prefix(text.reversed(), tail).reversed())
    }

    /// The first characters that take at most so many columns.
    private static func prefix(_ characters: some Sequence<Character>, _ width: Int) -> [Character] {
        var left = width
        return characters.prefix { character in
            left -= of(character)
            return left >= 0
        }
    }
}
