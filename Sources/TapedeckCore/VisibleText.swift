// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Text that a terminal shows without interpreting it: control characters, and those that turn the direction of
/// writing, are spelled as JSON escapes.
///
/// Text of cassettes, other tools and services passes through here before it reaches a terminal. JSON stays
/// the same JSON.
package enum VisibleText {
    /// One line: line ends are escaped too, and a tab stays.
    package static func line(_ text: String) -> String {
        escaped(text, keepsLines: false)
    }

    /// Text of several lines, whose line ends stay.
    package static func text(_ text: String) -> String {
        escaped(text, keepsLines: true)
    }

    /// Whether bytes hold what a terminal would obey.
    package static func hasControls(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return escaped(text, keepsLines: true) != text
    }

    private static func escaped(_ text: String, keepsLines: Bool) -> String {
        guard text.utf8.contains(where: isSuspect) else { return text }
        var result = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            switch scalar {
            case "\t": result.append(scalar)
            case "\n" where keepsLines: result.append(scalar)
            case "\r" where keepsLines && scalars[scalars.index(after: index)...].first == "\n": result.append(scalar)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            default:
                guard isControl(scalar) else {
                    result.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
                result.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
            }
        }
        return String(result)
    }

    /// Whether a byte may belong to a character that is escaped.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xD8 || byte == 0xE2
    }

    /// C0, DEL and C1; marks, embeddings, overrides and isolates of direction; the separators of lines and paragraphs.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
