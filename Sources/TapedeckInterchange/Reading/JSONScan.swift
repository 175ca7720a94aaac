// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Finds the end of a JSON value in bytes that come in pieces, without reading it.
struct JSONScan {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the value is a number or a literal, which ends before what follows it.
    private var isBare = false
    private(set) var elements = 0
    private(set) var isTooDeep = false

    /// Looks at bytes from an index on.
    /// - Returns: The index behind the value; `nil` when it goes on.
    mutating func end(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var index = start
            while index < bytes.count {
                if take(bytes[index]) { return isBare ? index : index + 1 }
                index += 1
            }
            return nil
        }
    }

    /// Takes a byte.
    /// - Returns: Whether the value ends with it, or, when it is bare, before it.
    private mutating func take(_ byte: UInt8) -> Bool {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                return depth == 0
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            elements += 1
            isTooDeep = depth > JSONValue.depthLimit
            return isTooDeep
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 { return true }
            depth -= 1
            return depth == 0
        case UInt8(ascii: ","), UInt8(ascii: ":"):
            elements += 1
            return depth == 0
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return depth == 0
        default: if depth == 0 { isBare = true }
        }
        return false
    }
}
