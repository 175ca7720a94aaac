// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

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
            throw error.namingLiterals(in: bytes)
        }
    }

    /// Reads a document.
    package init(parsing bytes: [UInt8], leniently: Bool = false) throws(JSONError) {
        try self.init(parsing: bytes[...], leniently: leniently)
    }
}

/// A recursive-descent reader over bytes: whole values at once, or one member and element after the other.
///
/// Nesting is limited, so that hostile input cannot exhaust the stack.
package struct JSONParser {
    let bytes: ArraySlice<UInt8>
    let isLenient: Bool
    /// Whether U+FFFD stands in for half of a surrogate pair.
    private let replacesHalves: Bool
    var position: Int
    private var depth = 0

    /// Creates a reader that stands before the first byte.
    /// - Parameters:
    ///   - bytes: JSON in UTF-8.
    ///   - isLenient: Whether to take a byte order mark, numbers beyond a double, and halves of surrogate pairs.
    ///   - replacesHalves: Whether U+FFFD stands in for half of a surrogate pair, which Python writes.
    package init(bytes: ArraySlice<UInt8>, isLenient: Bool = false, replacesHalves: Bool = false) {
        self.bytes = bytes
        self.isLenient = isLenient
        self.replacesHalves = replacesHalves
        self.position = bytes.startIndex
    }

    mutating func document<Value>(
        _ read: (inout JSONParser) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        if isLenient, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
        skipWhitespace()
        let value = try read(&self)
        try finish()
        return value
    }

    /// Makes sure that nothing but white space follows.
    package mutating func finish() throws(JSONError) {
        guard peek() == nil else { throw error(.trailingText) }
    }

    func error(_ problem: JSONError.Problem, at position: Int? = nil) -> JSONError {
        JSONError(offset: (position ?? self.position) - bytes.startIndex, problem: problem)
    }

    /// Passes over white space.
    /// - Returns: The next byte; `nil` at the end.
    package mutating func peek() -> UInt8? {
        skipWhitespace()
        return current
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

    // MARK: - Values

    /// Reads a value, which may follow white space.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "{"):
            var members: [JSONMember] = []
            try object { (name, parser) throws(JSONError) in
                members.append(JSONMember(name: name, value: try parser.value()))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (parser) throws(JSONError) in elements.append(try parser.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        default: return .number(try number())
        }
    }

    /// Passes over a value.
    package mutating func skip() throws(JSONError) {
        switch peek() {
        case UInt8(ascii: "{"): try object { (_, parser) throws(JSONError) in try parser.skip() }
        case UInt8(ascii: "["): try array { (parser) throws(JSONError) in try parser.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try numberSpelling()
        }
    }

    /// Passes over a value.
    /// - Returns: Its bytes as they are written.
    package mutating func raw() throws(JSONError) -> ArraySlice<UInt8> {
        skipWhitespace()
        let start = position
        try skip()
        return bytes[start..<position]
    }

    /// Reads an object.
    /// - Parameter member: Called after each name, to read or pass over the value.
    /// - Throws: ``JSONError`` at the first byte that does not fit, and what `member` throws.
    package mutating func object(
        _ member: (String, inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) {
        try nested { (parser) throws(JSONError) in
            guard parser.peek() != UInt8(ascii: "}") else { return parser.position += 1 }
            while true {
                guard parser.peek() == UInt8(ascii: "\"") else { throw parser.error(.missingName) }
                let name = try parser.string()
                guard parser.peek() == UInt8(ascii: ":") else { throw parser.error(.missingColon) }
                parser.position += 1
                try member(name, &parser)
                if try parser.isEnd(UInt8(ascii: "}")) { return }
            }
        }
    }

    /// Reads an array.
    /// - Parameter element: Called before each element, to read or pass over it.
    /// - Throws: ``JSONError`` at the first byte that does not fit, and what `element` throws.
    package mutating func array(_ element: (inout JSONParser) throws(JSONError) -> Void) throws(JSONError) {
        try nested { (parser) throws(JSONError) in
            guard parser.peek() != UInt8(ascii: "]") else { return parser.position += 1 }
            while true {
                try element(&parser)
                if try parser.isEnd(UInt8(ascii: "]")) { return }
            }
        }
    }

    /// Whether the list or object ends here; otherwise a comma must follow.
    mutating func isEnd(_ bracket: UInt8) throws(JSONError) -> Bool {
        let next = peek()
        guard next == bracket || next == UInt8(ascii: ",") else { throw error(.missingEnd(bracket)) }
        position += 1
        return next == bracket
    }

    mutating func nested<Value>(
        _ read: (inout JSONParser) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        depth += 1
        guard depth <= JSONValue.depthLimit else {
            throw error(.tooDeep)
        }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func literal(_ spelling: StaticString) throws(JSONError) {
        let count = spelling.utf8CodeUnitCount
        let matches = spelling.withUTF8Buffer { bytes[position...].prefix(count).elementsEqual($0) }
        guard matches else { throw error(.wrongLiteral("\(spelling)")) }
        position += count
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        let spelling = String(decoding: try numberSpelling(), as: UTF8.self)
        guard let number = JSONNumber(spelling: spelling, isBounded: !isLenient) else {
            throw error(.numberTooLarge, at: start)
        }
        return number
    }

    private mutating func numberSpelling() throws(JSONError) -> ArraySlice<UInt8> {
        let start = position
        guard let first = current else { throw error(.missingValue) }
        guard first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else { throw error(.noValue(first)) }
        _ = consume(UInt8(ascii: "-"))
        if !consume(UInt8(ascii: "0")) { try digits() }
        if consume(UInt8(ascii: ".")) { try digits() }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            try digits()
        }
        return bytes[start..<position]
    }

    mutating func digits() throws(JSONError) {
        let start = position
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw error(.missingDigit) }
    }

    // MARK: - Strings

    /// Reads a string; its opening quote is the next byte.
    package mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        position = plainEnd(from: start).index
        switch current {
        case UInt8(ascii: "\""):
            let text = try text(bytes[start..<position], from: start)
            position += 1
            return text
        case UInt8(ascii: "\\"): return try escapedString(from: start)
        case nil: throw error(.openString)
        default: throw error(.controlCharacter)
        }
    }

    /// Finds the first quote, backslash or control character.
    /// - Returns: Its place, or the end; and whether all bytes before it are ASCII.
    func plainEnd(from start: Int) -> (index: Int, isASCII: Bool) {
        bytes[start...].withUnsafeBufferPointer { bytes in
            var isASCII = true
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
                if byte >= 0x80 { isASCII = false }
                index &+= 1
            }
            return (start + index, isASCII)
        }
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
                throw error(.controlCharacter, at: position - 1)
            default:
                unescaped.append(byte)
            }
        }
        throw error(.openString)
    }

    func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw error(.notUTF8, at: start)
        }
        return text
    }

    mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        guard let byte = current else { throw error(.openString) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &unescaped)
        default: throw error(.unknownEscape, at: position - 2)
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
        guard isLenient || replacesHalves else { throw error(.surrogateHalf, at: start) }
        // What follows is another character, or the next half.
        position = end
        if replacesHalves {
            unescaped.append(contentsOf: "\u{FFFD}".utf8)
            return
        }
        unescaped.append(contentsOf: SurrogateHalf.stand(for: high))
    }

    mutating func hexadecimal() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = byte.hexadecimalValue else {
                throw error(.missingHexadecimal)
            }
            position += 1
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
