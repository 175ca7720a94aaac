// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The white space and escapes of a JSON body, as services and clients commonly write them.
struct JSONLayout: Hashable {
    /// The white space between the tokens.
    enum Spacing: String, CaseIterable {
        /// None.
        case compact
        /// A space after every comma and colon, as Python writes it.
        case spaced
        /// Two spaces a level.
        case indented
    }

    var spacing = Spacing.compact
    /// Whether characters beyond ASCII are escaped, as Python writes them.
    var isASCII = false
    /// The white space after the document.
    var end = ""

    /// The layout that a body may have, guessed from the signs of each.
    init(of bytes: [UInt8]) {
        guard let last = bytes.lastIndex(where: { !Self.whitespace.contains($0) }) else { return }
        end = String(decoding: bytes[(last + 1)...], as: UTF8.self)
        var hasEscapes = false
        var isBeyondASCII = false
        var isInString = false
        var isEscaped = false
        var isDecided = false
        for (index, byte) in bytes[...last].enumerated() {
            if byte >= 0x80 { isBeyondASCII = true }
            if isEscaped {
                // Escapes below U+0080 are written in any layout.
                if byte == UInt8(ascii: "u"), bytes[(index + 1)...].prefix(2) != Self.zeros { hasEscapes = true }
                isEscaped = false
            } else if isInString {
                isEscaped = byte == UInt8(ascii: "\\")
                isInString = byte != UInt8(ascii: "\"")
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if !isDecided, byte == UInt8(ascii: "\n") {
                (spacing, isDecided) = (.indented, true)
            } else if !isDecided, byte == UInt8(ascii: " ") {
                (spacing, isDecided) = (.spaced, true)
            }
        }
        isASCII = hasEscapes && !isBeyondASCII
    }

    private static let zeros = Array("00".utf8)[...]
    private static let whitespace = Set(" \t\r\n".utf8)

    /// Reads the layout from the members that follow a document.
    init(_ members: ArraySlice<JSONMember>) throws(SourceProblem) {
        for member in members {
            switch (member.name, member.value) {
            case ("layout", .string(let name)):
                guard let known = Spacing(rawValue: name) else { throw .malformed("the layout '\(name)' is not known") }
                spacing = known
            case ("ascii", .bool(let flag)): isASCII = flag
            case ("end", .string(let text)) where text.utf8.allSatisfy(Self.whitespace.contains): end = text
            default: throw .malformed("a JSON body has the unknown member '\(member.name)'")
            }
        }
    }

    /// The members that say the layout; none for the plainest.
    var members: [JSONMember] {
        var members: [JSONMember] = []
        if spacing != .compact { members.add("layout", .string(spacing.rawValue)) }
        if isASCII { members.add("ascii", true) }
        if !end.isEmpty { members.add("end", .string(end)) }
        return members
    }

    /// A document in this layout.
    func bytes(of document: JSONValue) -> [UInt8] {
        let text: [UInt8] =
            switch spacing {
            case .compact: Array(document.text().utf8)
            case .indented: Array(document.text(indent: 2).utf8)
            case .spaced: Self.spaced(Array(document.text().utf8))
            }
        return (isASCII ? Self.escaped(text) : text) + Array(end.utf8)
    }

    /// Puts a space behind every comma and colon between tokens of compact JSON.
    private static func spaced(_ bytes: [UInt8]) -> [UInt8] {
        var spaced: [UInt8] = []
        spaced.reserveCapacity(bytes.count + bytes.count / 8)
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            spaced.append(byte)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if isInString {
                isEscaped = byte == UInt8(ascii: "\\")
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") {
                spaced.append(UInt8(ascii: " "))
            }
        }
        return spaced
    }

    /// Escapes what is beyond ASCII, which in JSON stands in strings only, by UTF-16 code units.
    private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        var escaped: [UInt8] = []
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            guard scalar.value >= 0x80 else {
                escaped.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            for unit in UTF16.encode(scalar) ?? .init() {
                let digits = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)].hexadecimal
                escaped += Array("\\u\(digits)".utf8)
            }
        }
        return escaped
    }
}
