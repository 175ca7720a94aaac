// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads one JSON text (RFC 8259, strictly) from bytes, value by value.
///
/// Bounds are checked by the array; nesting is limited so that hostile input cannot exhaust the stack.
struct JSONCursor {
    /// A problem, and the byte of the text where it is.
    struct Failure: Error, Equatable {
        let message: String
        let offset: Int
    }

    private static let deepest = 256

    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private(set) var index: Int
    private var depth = 0

    /// Reads the given part of the bytes.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
        index = range.lowerBound
    }

    // MARK: - Structure

    /// The next byte that is not white space; nil at the end.
    mutating func peek() -> UInt8? {
        while index < end {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Reads an object, calling `member` after each key, which must read or skip the value.
    mutating func object(_ member: (String, inout Self) throws(Failure) -> Void) throws(Failure) {
        try expect(UInt8(ascii: "{"), "an object in { }")
        try enter()
        if peek() == UInt8(ascii: "}") {
            index += 1
        } else {
            while true {
                guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
                let key = try string()
                try expect(UInt8(ascii: ":"), "\":\" after a key")
                try member(key, &self)
                if try isEnd(UInt8(ascii: "}")) { break }
            }
        }
        depth -= 1
    }

    /// Reads an array, calling `element` before each value, which it must read or skip.
    mutating func array(_ element: (inout Self) throws(Failure) -> Void) throws(Failure) {
        try expect(UInt8(ascii: "["), "a list in [ ]")
        try enter()
        if peek() == UInt8(ascii: "]") {
            index += 1
        } else {
            while true {
                try element(&self)
                if try isEnd(UInt8(ascii: "]")) { break }
            }
        }
        depth -= 1
    }

    /// Reads over any value.
    mutating func skip() throws(Failure) {
        switch peek() {
        case UInt8(ascii: "{"): try object { _, cursor throws(Failure) in try cursor.skip() }
        case UInt8(ascii: "["): try array { cursor throws(Failure) in try cursor.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }

    /// The bytes of any value, as they are written.
    mutating func raw() throws(Failure) -> ArraySlice<UInt8> {
        _ = peek()
        let from = index
        try skip()
        return bytes[from..<index]
    }

    /// Makes sure that nothing follows.
    mutating func finish() throws(Failure) {
        if peek() != nil { throw failure("expected nothing more after the value") }
    }

    // MARK: - Scalars

    /// Reads `true`, `false` or `null`.
    mutating func word(_ word: String) throws(Failure) {
        guard end - index >= word.utf8.count, bytes[index..<(index + word.utf8.count)].elementsEqual(word.utf8) else {
            throw noValue()
        }
        index += word.utf8.count
    }

    /// Reads a number to the nearest double.
    mutating func number() throws(Failure) -> Double {
        _ = peek()
        let from = index
        if index < end, bytes[index] == UInt8(ascii: "-") { index += 1 }
        if index < end, bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else if digits() == 0 {
            index = from
            throw noValue()
        }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            if digits() == 0 { throw failure("expected a digit") }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < end, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            if digits() == 0 { throw failure("expected a digit") }
        }
        guard let value = Double(String(decoding: bytes[from..<index], as: UTF8.self)) else {
            throw failure("expected a number")
        }
        return value
    }

    /// Reads a string.
    ///
    /// A lone surrogate, which Python writes and Swift cannot hold, becomes U+FFFD.
    mutating func string() throws(Failure) -> String {
        try expect(UInt8(ascii: "\""), "a text in quotes")
        let from = index
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let text = try decode(bytes[from..<index], at: from)
                index += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from)
            case 0..<0x20:
                throw failure("a control character in a text must be written as an escape")
            default:
                index += 1
            }
        }
        throw failure("a text without its closing quote")
    }

    // MARK: - Parts

    private func noValue() -> Failure {
        guard let problem = ForeignLiteral.problem(in: bytes[start..<end], at: index) else {
            return failure("expected a value")
        }
        return Failure(message: problem.reason, offset: problem.index - start)
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, offset: index - start) }

    private mutating func expect(_ byte: UInt8, _ what: String) throws(Failure) {
        guard peek() == byte else { throw failure("expected \(what)") }
        index += 1
    }

    private mutating func enter() throws(Failure) {
        depth += 1
        guard depth <= Self.deepest else { throw failure("more than \(Self.deepest) levels of nesting") }
    }

    /// Whether a list or object ends here; otherwise a comma must follow.
    private mutating func isEnd(_ close: UInt8) throws(Failure) -> Bool {
        let next = peek()
        guard next == close || next == UInt8(ascii: ",") else {
            throw failure("expected \",\" or \"\(Character(Unicode.Scalar(close)))\"")
        }
        index += 1
        return next == close
    }

    private mutating func digits() -> Int {
        let from = index
        while index < end, (0x30...0x39).contains(bytes[index]) { index += 1 }
        return index - from
    }

    private func decode(_ text: ArraySlice<UInt8>, at offset: Int) throws(Failure) -> String {
        guard let text = String(validating: text, as: UTF8.self) else {
            throw Failure(message: "a text that is not UTF-8", offset: offset - start)
        }
        return text
    }

    /// Reads on after the first backslash.
    private mutating func escapedString(_ from: Int) throws(Failure) -> String {
        var text = Array(bytes[from..<index])
        while index < end {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return try decode(text[...], at: from)
            case UInt8(ascii: "\\"): text.append(contentsOf: String(Character(try escape())).utf8)
            case 0..<0x20:
                index -= 1
                throw failure("a control character in a text must be written as an escape")
            default: text.append(byte)
            }
        }
        throw failure("a text without its closing quote")
    }

    /// The code point of an escape, after its backslash.
    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard index < end else { throw failure("a text without its closing quote") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): break
        default:
            index -= 1
            throw failure("an unknown escape")
        }
        let unit = try unit()
        guard unit & 0xFC00 == 0xD800 else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        let after = index
        guard end - index >= 6, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        index += 2
        let low = try self.unit()
        guard low & 0xFC00 == 0xDC00 else {
            index = after
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF)) ?? "\u{FFFD}"
    }

    private mutating func unit() throws(Failure) -> UInt32 {
        guard end - index >= 4, let unit = hex(bytes[index..<(index + 4)]) else {
            throw failure("expected four hexadecimal digits")
        }
        index += 4
        return unit
    }

    private func hex(_ digits: ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for digit in digits {
            guard let number = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(number)
        }
        return value
    }
}
