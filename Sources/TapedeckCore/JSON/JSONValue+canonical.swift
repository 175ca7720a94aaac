// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The canonical form of the document by the JSON Canonicalization Scheme (RFC 8785), in UTF-8.
    ///
    /// Members are sorted by the UTF-16 code units of their names, of members with one name the last is kept, and
    /// strings use the shortest escapes. Unlike in that scheme numbers keep all their digits, see
    /// ``JSONNumber/canonical``.
    package var canonical: [UInt8] {
        var bytes: [UInt8] = []
        appendCanonical(to: &bytes)
        return bytes
    }

    /// Appends the canonical form.
    package func appendCanonical(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.canonical.utf8)
        case .string(let string): Self.append(string, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in Self.canonicalOrder(members).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.append(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.appendCanonical(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Members sorted by name, without those that a later one of the same name hides.
    package static func canonicalOrder(_ members: [JSONMember]) -> [JSONMember] {
        let isSorted = zip(members, members.dropFirst()).allSatisfy { precedes($0.name, $1.name) }
        guard !isSorted else { return members }
        // Sorting is stable, so of members with one name the last one in the document is the last one here.
        let sorted = members.sorted { precedes($0.name, $1.name) }
        var kept: [JSONMember] = []
        kept.reserveCapacity(sorted.count)
        for member in sorted {
            // Names are compared as they are spelled: Swift holds a precomposed and a decomposed é for equal.
            if let last = kept.last, last.name.isSpelled(like: member.name) { kept.removeLast() }
            kept.append(member)
        }
        return kept
    }

    /// Order by UTF-16 code units: that of the UTF-8, save where a character at or past U+E000 is compared.
    static func precedes(_ left: String, _ right: String) -> Bool {
        for (leftByte, rightByte) in zip(left.utf8, right.utf8) where leftByte != rightByte {
            guard leftByte < 0xEE, rightByte < 0xEE else { return left.utf16.lexicographicallyPrecedes(right.utf16) }
            return leftByte < rightByte
        }
        return left.utf8.count < right.utf8.count
    }

    /// Appends a string with its quotes.
    static func append(_ string: String, to bytes: inout [UInt8]) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { text in
            // Copied in runs: most strings need no escape at all.
            var start = 0
            for (index, byte) in text.enumerated()
            where byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0xEF {
                let half = byte == 0xEF ? SurrogateHalf.half(in: text, at: index) : nil
                if byte == 0xEF, half == nil { continue }
                bytes.append(contentsOf: text[start..<index])
                if let half {
                    bytes.append(contentsOf: "\\u\([UInt8(half >> 8), UInt8(half & 0xFF)].hexadecimal)".utf8)
                    start = index + SurrogateHalf.length
                } else {
                    appendEscape(of: byte, to: &bytes)
                    start = index + 1
                }
            }
            bytes.append(contentsOf: text[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a character that cannot stand for itself.
    static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case ..<0x20: bytes.append(contentsOf: "\\u00\(CollectionOfOne(byte).hexadecimal)".utf8)
        default: bytes += [UInt8(ascii: "\\"), byte]
        }
    }
}
