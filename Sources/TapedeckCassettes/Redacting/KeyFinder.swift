// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Finds key-shaped strings, as the built-in redaction rule has them, with their places.
enum KeyFinder {
    private static let prefixes = ["sk-", "sess-"].map { Array($0.utf8) }

    /// The replacements that the built-in rule makes.
    static func edits(in bytes: [UInt8]) -> [Edit] {
        var edits: [Edit] = []
        var index = 0
        // A byte that begins few words, so that most of a body is passed over quickly.
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "s")) {
            guard let end = end(of: start, in: bytes, after: edits.last?.range.upperBound) else {
                index = start + 1
                continue
            }
            let placeholder = Redactor().redact(bytes[start..<end], as: .lengthClass)
            edits.append(Edit(range: start..<end, bytes: placeholder))
            index = end
        }
        return edits
    }

    private static func end(of start: Int, in bytes: [UInt8], after matchEnd: Int?) -> Int? {
        guard let prefix = prefixes.first(where: { bytes[start...].starts(with: $0) }) else { return nil }
        let end = bytes[(start + prefix.count)...].firstIndex { !isKeyByte($0) } ?? bytes.count
        guard end - start - prefix.count >= SecretScanner.minimumKeyLength else { return nil }
        return matchEnd == start || isWordStart(start, in: bytes) ? end : nil
    }

    /// Whether a word begins at a place: nothing of a word stands before it, or the end of an escape does.
    private static func isWordStart(_ index: Int, in bytes: [UInt8]) -> Bool {
        func before(_ distance: Int) -> UInt8? { index >= distance ? bytes[index - distance] : nil }
        guard let previous = before(1), isKeyByte(previous) else { return true }
        if before(2) == UInt8(ascii: "\\") { return true }
        if before(3) == UInt8(ascii: "%"), before(2)?.isHexadecimal == true, previous.isHexadecimal { return true }
        return before(6) == UInt8(ascii: "\\") && before(5) == UInt8(ascii: "u")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension UInt8 {
    /// Whether the byte is a hexadecimal digit in ASCII.
    var isHexadecimal: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
