// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Literals that are not JSON, such as Python's and JavaScript's names of numbers and of nothing.
package enum ForeignLiteral {
    private static let names = [
        "NaN", "-NaN", "nan", "-nan", "Infinity", "-Infinity", "+Infinity", "inf", "-inf", "None", "True", "False",
        "undefined",
    ]

    /// Why the value that begins at an index, or right before it, is none; `nil` when it is something else.
    package static func problem(in bytes: ArraySlice<UInt8>, at index: Int) -> (index: Int, reason: String)? {
        // A reader stops behind a sign.
        for start in [index - 1, index] where bytes.indices.contains(start) {
            let word = bytes[start...].prefix(16).prefix { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || (0x61...0x7A).contains(byte | 0x20)
            }
            guard let name = names.first(where: { word.elementsEqual($0.utf8) }) else { continue }
            let instead =
                switch name {
                case "True": "true"
                case "False": "false"
                default: "null, or leave it out"
                }
            let subject = key(in: bytes, before: start).map { "'\($0)'" } ?? "a value"
            return (start, "\(subject) is \(name), which JSON does not have; write \(instead)")
        }
        return nil
    }

    /// The key of the value that begins at an index, as it is written.
    private static func key(in bytes: ArraySlice<UInt8>, before index: Int) -> String? {
        func text(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            var bytes = bytes
            while let last = bytes.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { bytes.removeLast() }
            return bytes
        }
        let before = text(bytes[..<index])
        guard before.last == UInt8(ascii: ":") else { return nil }
        let quoted = text(before.dropLast())
        guard quoted.last == UInt8(ascii: "\""), let open = quoted.dropLast().lastIndex(of: UInt8(ascii: "\"")) else {
            return nil
        }
        return String(decoding: quoted[(open + 1)...].dropLast(), as: UTF8.self)
    }
}
