// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The text that whatever matches a regular expression must contain, if there is one that is easily seen.
///
/// Most bodies do not have it, and need not be searched with the expression.
enum RequiredLiteral {
    /// The longest run of plain characters of an expression that is not in a group, optional or repeated.
    static func find(in pattern: String) -> [UInt8] {
        // An alternative or an option anywhere may mean that no part of the text is needed as it is.
        guard !pattern.contains("|"), !pattern.contains("(?"), pattern.utf8.allSatisfy({ $0 < 0x80 }) else { return [] }
        var longest: [UInt8] = []
        var run: [UInt8] = []
        var depth = 0
        func end() {
            if run.count > longest.count { longest = run }
            run = []
        }
        var bytes = Array(pattern.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["):
                end()
                depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                end()
                depth -= 1
            case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "{"):
                // The character before it may be missing.
                _ = run.popLast()
                end()
                if byte == UInt8(ascii: "{") { bytes = bytes.drop { $0 != UInt8(ascii: "}") }.dropFirst() }
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst() else { break }
                // A letter or digit after it stands for a class or a place.
                if escaped.isWordByte {
                    end()
                    return longest
                }
                if depth == 0 { run.append(escaped) }
            case _ where depth == 0 && byte.isPlainByte:
                run.append(byte)
            default:
                end()
            }
        }
        end()
        return longest
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether the byte means itself in an expression.
    fileprivate var isPlainByte: Bool { isWordByte || "@-/:;,=%&#!~ '\"<>".utf8.contains(self) }
}
