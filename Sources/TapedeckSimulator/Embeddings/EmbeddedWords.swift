// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The words of a text for comparing texts: runs of letters and digits, in lower case.
///
/// Scripts without spaces between words, such as Chinese, are cut into pairs of neighbouring characters. The ranges of
/// scalars are fixed here, so that words do not depend on the Unicode version of the platform.
enum EmbeddedWords {
    static func list(_ text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        // The character before, and whether it is part of a pair already.
        var previous: (scalar: Unicode.Scalar, isPaired: Bool)?
        func finishWord() {
            if !word.isEmpty { words.append(String(word)) }
            word.removeAll(keepingCapacity: true)
        }
        func finishCharacters() {
            if let previous, !previous.isPaired { words.append(String(Character(previous.scalar))) }
            previous = nil
        }
        for scalar in text.unicodeScalars {
            switch kind(of: scalar) {
            case .separator:
                finishWord()
                finishCharacters()
            case .letter:
                finishCharacters()
                append(scalar, to: &word)
            case .character:
                finishWord()
                if let before = previous?.scalar { words.append(String(String.UnicodeScalarView([before, scalar]))) }
                previous = (scalar, isPaired: previous != nil)
            }
        }
        finishWord()
        finishCharacters()
        return words
    }

    private static func append(_ scalar: Unicode.Scalar, to word: inout String.UnicodeScalarView) {
        if scalar.isASCII {
            let isCapital = (0x41...0x5A).contains(scalar.value)
            word.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
        } else {
            word.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }

    private enum Kind {
        case separator
        /// A letter or digit of a script with spaces.
        case letter
        /// A character of a script without spaces, or a symbol that stands for a word.
        case character
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: .letter
        case ..<0x80, 0x80...0xA9, 0xAB...0xB4, 0xB6...0xB9, 0xBB...0xBF, 0xD7, 0xF7: .separator
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
