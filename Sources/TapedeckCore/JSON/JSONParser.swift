// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of bytes that are not a JSON document.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    /// Where, in bytes from the beginning of the document.
    package let offset: Int
    /// What was found there.
    package let reason: String

    /// One line for people.
    package var description: String { "Invalid JSON at byte \(offset): \(reason)." }
}

extension JSONValue {
    /// The deepest nesting a document may have.
    package static let depthLimit = 512

    /// Reads a document (RFC 8259) that is well-formed UTF-8.
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - leniently: Whether to take all that the grammar of JSON allows and few readers can hold: a byte order mark,
    ///     numbers beyond the range of a double, and halves of surrogate pairs (see ``SurrogateHalf``).
    /// - Throws: ``JSONError`` at the first byte that does not fit, and past ``depthLimit`` levels.
    package init(parsing bytes: ArraySlice<UInt8>, leniently: Bool = false) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, isLenient: leniently)
        do throws(JSONError) {
            self = try parser.document { (parser) throws(JSONError) in try parser.value() }
        } catch {
            guard let problem = ForeignLiteral.problem(in: bytes, at: bytes.startIndex + error.offset) else {
                throw error
            }
            throw JSONError(offset: problem.index - bytes.startIndex, reason: problem.reason)
        }
    }

    /// Reads a document.
    package init(parsing bytes: [UInt8], leniently: Bool = false) throws(JSONError) {
        try self.init(parsing: bytes[...], leniently: leniently)
    }
}

/// A recursive-descent reader over bytes.
struct JSONParser {
    let bytes: ArraySlice<UInt8>
    let isLenient: Bool
    var position: Int
    var depth = 0

    init(bytes: ArraySlice<UInt8>, isLenient: Bool) {
        self.bytes = bytes
        self.isLenient = isLenient
        self.position = bytes.startIndex
    }

    mutating func document<Value>(
        _ read: (inout JSONParser) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        if isLenient, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
        skipWhitespace()
        let value = try read(&self)
        skipWhitespace()
        guard position == bytes.endIndex else { throw error("text after the end of the document") }
        return value
    }

    func error(_ reason: String, at position: Int? = nil) -> JSONError {
        JSONError(offset: (position ?? self.position) - bytes.startIndex, reason: reason)
    }

    var current: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    mutating func skipWhitespace() {
        while position < bytes.endIndex {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    mutating func value() throws(JSONError) -> JSONValue {
        guard let byte = current else { throw error("the document ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error("no value begins with byte \(byte)")
        }
    }

    mutating func nested<Value>(
        _ read: (inout JSONParser) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        depth += 1
        guard depth <= JSONValue.depthLimit else {
            throw error("nesting deeper than \(JSONValue.depthLimit) levels")
        }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    mutating func literal(_ spelling: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let count = spelling.utf8CodeUnitCount
        let matches = spelling.withUTF8Buffer { bytes[position...].prefix(count).elementsEqual($0) }
        guard matches else { throw error("expected \(spelling)") }
        position += count
        return value
    }

    mutating func array() throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        skipWhitespace()
        if consume(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipWhitespace()
            elements.append(try value())
            skipWhitespace()
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
            return .array(elements)
        }
    }

    mutating func object() throws(JSONError) -> JSONValue {
        var members: [JSONMember] = []
        skipWhitespace()
        if consume(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipWhitespace()
            guard current == UInt8(ascii: "\"") else { throw error("expected the name of a member") }
            let name = try string()
            skipWhitespace()
            guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
            skipWhitespace()
            members.append(JSONMember(name: name, value: try value()))
            skipWhitespace()
            if consume(UInt8(ascii: ",")) { continue }
            guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
            return .object(members)
        }
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = consume(UInt8(ascii: "-"))
        if !consume(UInt8(ascii: "0")) { try digits() }
        if consume(UInt8(ascii: ".")) { try digits() }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try digits()
        }
        let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let number = JSONNumber(spelling: spelling, isBounded: !isLenient) else {
            throw error("the number is beyond the range of a double", at: start)
        }
        return number
    }

    mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw error("expected a digit") }
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.endIndex {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try text(bytes[start..<position], from: start)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try escapedString(from: start)
            case 0..<0x20:
                throw error("a control character in a string")
            default:
                position += 1
            }
        }
        throw error("the document ends inside a string")
    }

    /// Reads the rest of a string of which an escape has been seen.
    mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var unescaped = Array(bytes[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return try text(unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case 0..<0x20:
                throw error("a control character in a string", at: position - 1)
            default:
                unescaped.append(byte)
            }
        }
        throw error("the document ends inside a string")
    }

    func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error("the string is not UTF-8", at: start)
        }
        return text
    }

    mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw error("the document ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &unescaped)
        default: throw error("unknown escape", at: position - 2)
        }
    }

    private mutating func unicodeEscape(into unescaped: inout [UInt8]) throws(JSONError) {
        let start = position - 2
        let high = try hexadecimal()
        if let scalar = Unicode.Scalar(high) {
            unescaped.append(contentsOf: Character(scalar).utf8)
            return
        }
        let end = position
        if high < 0xDC00, consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) {
            let low = try hexadecimal()
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
            {
                unescaped.append(contentsOf: Character(scalar).utf8)
                return
            }
        }
        guard isLenient else { throw error("half of a surrogate pair", at: start) }
        // What follows is another character, or the next half.
        position = end
        unescaped.append(contentsOf: SurrogateHalf.stand(for: high))
    }

    mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = byte.hexadecimalValue else {
                throw error("expected four hexadecimal digits")
            }
            position += 1
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
