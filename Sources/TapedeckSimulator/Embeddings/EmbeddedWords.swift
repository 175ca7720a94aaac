// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The words of a text for comparing texts: runs of letters and digits, in lower case.
///
/// Scripts without spaces between words, such as Chinese, are cut into pairs of neighbouring characters. The ranges of
/// scalars are fixed here, so that words do not depend on the Unicode version of the platform.
enum EmbeddedWords {
    static func list(_ text: String) -> [String] {
        var text = text
        return text.withUTF8 { list($0) }
    }

    private static func list(_ text: UnsafeBufferPointer<UInt8>) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        // The character before, and whether it is part of a pair already.
        var previous: (scalar: Unicode.Scalar, isPaired: Bool)?
        func finish() {
            if !word.isEmpty {
                words.append(String(decoding: word, as: UTF8.self))
                word.removeAll(keepingCapacity: true)
            }
            if let character = previous {
                if !character.isPaired { words.append(String(Character(character.scalar))) }
                previous = nil
            }
        }
        var index = 0
        while index < text.count {
            // Most text is ASCII, and needs no decoding.
            let byte = text[index]
            if byte < 0x80 {
                index += 1
                let isCapital = (0x41...0x5A).contains(byte)
                guard isCapital || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) else {
                    finish()
                    continue
                }
                if previous != nil { finish() }
                word.append(isCapital ? byte | 0x20 : byte)
                continue
            }
            let scalar = scalar(at: &index, in: text)
            switch kind(of: scalar) {
            case .separator: finish()
            case .letter:
                if previous != nil { finish() }
                word.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            case .character:
                let before = previous
                if before == nil { finish() }
                if let before { words.append(String(String.UnicodeScalarView([before.scalar, scalar]))) }
                previous = (scalar, isPaired: before != nil)
            }
        }
        finish()
        return words
    }

    /// The scalar of several bytes, behind which the index is moved; the text is valid UTF-8.
    private static func scalar(at index: inout Int, in text: UnsafeBufferPointer<UInt8>) -> Unicode.Scalar {
        let lead = UInt32(text[index])
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = lead & (0x7F >> UInt32(length))
        for place in 1..<length { value = value << 6 | UInt32(text[index + place]) & 0x3F }
        index += length
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private enum Kind {
        case separator
        /// A letter or digit of a script with spaces.
        case letter
        /// A character of a script without spaces, or a symbol that stands for a word.
        case character
    }

    /// The kind of a scalar outside ASCII.
    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case ..<0xAA, 0xAB...0xB4, 0xB6...0xB9, 0xBB...0xBF, 0xD7, 0xF7: .separator
        // General punctuation, currency, arrows, operators and other symbols.
        case 0x2000...0x206F, 0x20A0...0x20CF, 0x2190...0x25FF, 0x2768...0x27FF, 0x2900...0x2BFF: .separator
        // Punctuation of East Asian scripts, and its full-width forms.
        case 0x3000...0x3004, 0x3008...0x3020, 0x3030, 0xFE10...0xFE1F, 0xFE30...0xFE6F, 0xFF00...0xFF0F,
            0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65:
            .separator
        // Variation selectors change the look of the character before.
        case 0xFE00...0xFE0F: .separator
        // Thai, Lao, Myanmar, Khmer, Japanese syllables, Chinese characters, pictures.
        case 0x0E01...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2600...0x2767, 0x3005...0x3007, 0x3021...0x302F,
            0x3031...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x1F000...0x1FAFF, 0x20000...0x3FFFF:
            .character
        default: .letter
        }
    }
}
