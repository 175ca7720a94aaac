// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// YAML 1.1 as every loader reads it the same: strings in double quotes, which are never numbers, dates or booleans.
enum YAMLText {
    /// The text between the quotes of a string, which may be a piece of a longer one.
    static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(bytes.count + bytes.count / 8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): escaped += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): escaped += Array("\\n".utf8)
            case UInt8(ascii: "\r"): escaped += Array("\\r".utf8)
            case UInt8(ascii: "\t"): escaped += Array("\\t".utf8)
            case 0x20..<0x7F: escaped.append(byte)
            case 0..<0x80: escaped += Array("\\x\(CollectionOfOne(byte).hexadecimal)".utf8)
            default:
                let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
                appendCharacter(Array(bytes[index..<min(index + length, bytes.count)]), to: &escaped)
                index += length - 1
            }
            index += 1
        }
        return escaped
    }

    /// Characters beyond ASCII stay, but for those that are line ends or not printable to a loader.
    private static func appendCharacter(_ bytes: [UInt8], to escaped: inout [UInt8]) {
        guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first else { return }
        switch scalar.value {
        case 0x80..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
            let digits = [UInt8(truncatingIfNeeded: scalar.value >> 8), UInt8(truncatingIfNeeded: scalar.value)]
            escaped += Array("\\u\(digits.hexadecimal)".utf8)
        default: escaped += bytes
        }
    }

    /// A string.
    static func string(_ text: String) -> String {
        "\"\(String(decoding: escaped(Array(text.utf8)), as: UTF8.self))\""
    }

    /// A document on one line, in flow style.
    static func flow(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): number.spelling
        case .string(let text): string(text)
        case .array(let elements): "[\(elements.map(flow).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(string($0.name)): \(flow($0.value))" }.joined(separator: ", "))}"
        }
    }
}
