// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// JSON inside a `<script>` element of HTML.
package enum ScriptJSON {
    /// JSON of the same value in which nothing can end the element or begin another.
    package static func escaped(_ json: some Sequence<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.underestimatedCount + json.underestimatedCount / 16)
        // These bytes occur only inside strings, where JSON can escape them.
        for byte in json {
            switch byte {
            case UInt8(ascii: "<"): bytes += "\\u003c".utf8
            case UInt8(ascii: ">"): bytes += "\\u003e".utf8
            case UInt8(ascii: "&"): bytes += "\\u0026".utf8
            case 0xA8 where bytes.suffix(2).elementsEqual([0xE2, 0x80]): bytes.replaceLast("\\u2028")
            case 0xA9 where bytes.suffix(2).elementsEqual([0xE2, 0x80]): bytes.replaceLast("\\u2029")
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// Replaces the first two bytes of a line separator of Unicode.
    fileprivate mutating func replaceLast(_ escape: String) {
        removeLast(2)
        self += escape.utf8
    }
}
