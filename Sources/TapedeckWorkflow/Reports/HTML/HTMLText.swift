// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Text as HTML.
enum HTMLText {
    /// The text for an element or a quoted attribute.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in ReportText.line(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A document for a `<script>` element of data: nothing in it can end the element or begin another.
    static func embedded(_ json: [UInt8]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count + json.count / 16)
        var index = 0
        while index < json.count {
            let byte = json[index]
            index += 1
            // All of these stand inside strings, where JSON has an escape for them.
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            case 0xE2 where index + 1 < json.count && json[index] == 0x80 && json[index + 1] & 0xFE == 0xA8:
                bytes += (json[index + 1] == 0xA8 ? "\\u2028" : "\\u2029").utf8
                index += 2
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
