// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Hexadecimal digits, two for a byte.
enum Hexadecimal {
    /// Decodes pieces of text that follow each other.
    /// - Returns: The bytes; `nil` when there are none, or anything else is among the digits.
    static func decode(_ pieces: [String]) -> [UInt8]? {
        var bytes: [UInt8] = []
        for piece in pieces {
            var high: UInt8?
            for byte in piece.utf8 {
                guard let digit = value(of: byte) else { return nil }
                if let first = high {
                    bytes.append(first << 4 | digit)
                    high = nil
                } else {
                    high = digit
                }
            }
            guard high == nil else { return nil }
        }
        return bytes.isEmpty ? nil : bytes
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
