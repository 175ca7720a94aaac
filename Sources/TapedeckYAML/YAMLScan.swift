// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A place in a YAML document, and the ways to move it over tokens as libyaml's scanner does.
struct YAMLScan {
    let bytes: ArraySlice<UInt8>
    private(set) var index: Int
    /// The line, counted from 1.
    private(set) var line = 1
    private var lineStart: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        self.index = bytes.startIndex
        self.lineStart = bytes.startIndex
    }

    /// The bytes from the beginning of the line; columns matter only where all of them are single characters.
    var column: Int { index - lineStart }
    /// The byte at the place; a space past the end.
    var byte: UInt8 { peek(0) ?? UInt8(ascii: " ") }
    private var isAtEnd: Bool { index >= bytes.endIndex }

    private func peek(_ distance: Int) -> UInt8? {
        index + distance < bytes.endIndex ? bytes[index + distance] : nil
    }

    /// Whether white space, a line end or the end of the document stands at a distance.
    func isBlank(after distance: Int) -> Bool {
        guard let byte = peek(distance) else { return true }
        return byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || breakLength(distance) > 0
    }

    var isDocumentMark: Bool {
        guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."), isBlank(after: 3) else { return false }
        return peek(1) == byte && peek(2) == byte
    }

    /// The length of the line end at a distance: `\r\n`, `\n`, `\r`, U+0085, U+2028 or U+2029; 0 when there is none.
    private func breakLength(_ distance: Int = 0) -> Int {
        switch peek(distance) {
        case UInt8(ascii: "\n"): 1
        case UInt8(ascii: "\r"): peek(distance + 1) == UInt8(ascii: "\n") ? 2 : 1
        case 0xC2: peek(distance + 1) == 0x85 ? 2 : 0
        case 0xE2:
            peek(distance + 1) == 0x80 && (peek(distance + 2) == 0xA8 || peek(distance + 2) == 0xA9) ? 3 : 0
        default: 0
        }
    }

    mutating func skip(_ count: Int) {
        index = min(index + count, bytes.endIndex)
    }

    /// Passes over one byte, or over a line end as a whole.
    private mutating func advance() {
        let length = breakLength()
        skip(max(length, 1))
        if length > 0 {
            line += 1
            lineStart = index
        }
    }

    mutating func skipLine() {
        while !isAtEnd, breakLength() == 0 { skip(1) }
    }

    /// Moves to the next token, past white space and comments.
    /// - Returns: Whether there is one.
    mutating func skipToToken() -> Bool {
        while !isAtEnd {
            if byte == UInt8(ascii: "#") {
                skipLine()
            } else if isBlank(after: 0) {
                advance()
            } else {
                return true
            }
        }
        return false
    }

    /// Passes over an anchor or an alias.
    mutating func name() -> ArraySlice<UInt8> {
        skip(1)
        let start = index
        while let byte = peek(0), byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || Self.isAlphanumeric(byte) {
            skip(1)
        }
        return bytes[start..<index]
    }

    mutating func skipTag(inFlow: Bool) {
        while !isBlank(after: 0), !(inFlow && Self.flowIndicators.contains(byte)) { skip(1) }
    }

    mutating func skipSingleQuoted() {
        skip(1)
        while !isAtEnd {
            if byte == UInt8(ascii: "'") {
                guard peek(1) == UInt8(ascii: "'") else { return skip(1) }
                skip(1)
            }
            advance()
        }
    }

    mutating func skipDoubleQuoted() {
        skip(1)
        while !isAtEnd {
            if byte == UInt8(ascii: "\"") { return skip(1) }
            if byte == UInt8(ascii: "\\") { skip(1) }
            advance()
        }
    }

    /// Passes over a plain scalar, which goes on over lines that are indented more than its parent.
    mutating func skipPlain(parent: Int, inFlow: Bool) {
        while !isAtEnd, byte != UInt8(ascii: "#") {
            if column == 0, isDocumentMark { return }
            while !isBlank(after: 0) {
                if byte == UInt8(ascii: ":"), isBlank(after: 1) { return }
                if inFlow, endsPlainInFlow { return }
                skip(1)
            }
            let before = self
            while !isAtEnd, isBlank(after: 0) { advance() }
            if !inFlow, line > before.line, column <= parent { return self = before }
        }
    }

    private var endsPlainInFlow: Bool {
        if byte == UInt8(ascii: ":") { return peek(1).map { Self.flowIndicators.contains($0) } ?? true }
        return Self.flowIndicators.contains(byte)
    }

    /// Passes over a literal or folded scalar with its header.
    mutating func skipBlockScalar(parent: Int) {
        skip(1)
        var indent: Int?
        while !isBlank(after: 0) {
            if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte) {
                indent = max(parent, 0) + Int(byte - UInt8(ascii: "0"))
            }
            skip(1)
        }
        skipLine()
        advance()
        let detected = skipIndentation(upTo: indent)
        let contentIndent = indent ?? max(detected, parent + 1, 1)
        while !isAtEnd, column == contentIndent {
            skipLine()
            advance()
            _ = skipIndentation(upTo: contentIndent)
        }
    }

    /// Passes over indentation and empty lines.
    /// - Returns: The largest indentation that was met.
    private mutating func skipIndentation(upTo indent: Int?) -> Int {
        var largest = 0
        while true {
            while byte == UInt8(ascii: " "), !isAtEnd, column < indent ?? .max { skip(1) }
            largest = max(largest, column)
            guard breakLength() > 0 else { return largest }
            advance()
        }
    }

    private static let flowIndicators = Set(",[]{}".utf8)

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
