// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Spells JSON as Python's `json.dumps` does: a space after commas and colons, ASCII only, floats by `repr`.
///
/// The document is written as it is read, so that a large response needs no tree of values.
struct PythonJSON {
    private let bytes: ArraySlice<UInt8>
    private let movesIndex: Bool
    private var position: Int
    private var depth = 0
    /// Where the member `index` of an item begins in the output, until the next member begins.
    private var indexStart: Int?
    /// The member `index` of an item, to be written at its end.
    private var index: [UInt8] = []

    /// Appends a document.
    /// - Parameters:
    ///   - document: Well-formed JSON.
    ///   - output: The bytes to append to.
    ///   - movesIndex: Whether `index` comes last in the objects of a list that is a member of the document, as in the
    ///     embeddings of a batch.
    static func append(_ document: ArraySlice<UInt8>, to output: inout [UInt8], movesIndex: Bool = false) {
        var speller = PythonJSON(bytes: document, movesIndex: movesIndex, position: document.startIndex)
        while speller.position < document.endIndex { speller.step(&output) }
    }

    /// Appends a string.
    static func append(_ text: String, to output: inout [UInt8]) {
        append(JSONValue.string(text).canonical[...], to: &output)
    }

    private mutating func step(_ output: inout [UInt8]) {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): return
        case UInt8(ascii: "\""): string(&output)
        case UInt8(ascii: ","):
            if let start = indexStart, depth == 3 {
                index = Array(output[start...])
                output.removeSubrange(start...)
                indexStart = nil
            } else {
                output += [UInt8(ascii: ","), UInt8(ascii: " ")]
            }
        case UInt8(ascii: ":"):
            if movesIndex, depth == 3, output.hasSuffix(Self.indexName) {
                indexStart = output.count - Self.indexName.count
            }
            output += [UInt8(ascii: ":"), UInt8(ascii: " ")]
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            output.append(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 3, !index.isEmpty {
                output += [UInt8(ascii: ","), UInt8(ascii: " ")] + index
                index = []
            }
            indexStart = nil
            depth -= 1
            output.append(byte)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number(&output)
        default: output.append(byte)
        }
    }

    private static let indexName = Array(#""index""#.utf8)

    private mutating func number(_ output: inout [UInt8]) {
        let start = position - 1
        var isInteger = true
        loop: while position < bytes.endIndex {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                isInteger = false
            default: break loop
            }
            position += 1
        }
        let spelling = bytes[start..<position]
        guard !isInteger, let value = Double(String(decoding: spelling, as: UTF8.self)) else {
            output += spelling
            return
        }
        output += Self.spelling(of: value).utf8
    }

    /// A float as Python's `repr` spells it.
    static func spelling(of value: Double) -> String {
        let text = value.description
        // Both write the shortest digits; Swift turns to exponents at 2^53, Python at 10^16.
        guard value.magnitude < 1e16, value.magnitude >= 0x1p53, text.contains("e") else { return text }
        return "\(Int(value)).0"
    }

    private mutating func string(_ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                output.append(byte)
                return
            case UInt8(ascii: "\\"): escape(&output)
            case 0x7F: append(UInt16(byte), to: &output)
            case 0x80...: scalar(from: byte, &output)
            default: output.append(byte)
            }
        }
    }

    private mutating func escape(_ output: inout [UInt8]) {
        guard position < bytes.endIndex else { return }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "u"):
            let digits = bytes[position...].prefix(4)
            position = digits.endIndex
            append(UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD, to: &output)
        default: output += [UInt8(ascii: "\\"), byte]
        }
    }

    /// Appends a scalar of several bytes as one or two escapes.
    private mutating func scalar(from byte: UInt8, _ output: inout [UInt8]) {
        let count = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1
        let rest = bytes[position...].prefix(count)
        position = rest.endIndex
        for unit in String(decoding: [byte] + rest, as: UTF8.self).utf16 { append(unit, to: &output) }
    }

    /// Appends a UTF-16 code unit.
    private func append(_ unit: UInt16, to output: inout [UInt8]) {
        let short: UInt8? =
            switch unit {
            case 0x08: UInt8(ascii: "b")
            case 0x09: UInt8(ascii: "t")
            case 0x0A: UInt8(ascii: "n")
            case 0x0C: UInt8(ascii: "f")
            case 0x0D: UInt8(ascii: "r")
            case 0x22, 0x5C: UInt8(unit)
            default: nil
            }
        if let short {
            output += [UInt8(ascii: "\\"), short]
        } else if (0x20..<0x7F).contains(unit) {
            output.append(UInt8(unit))
        } else {
            let digits = String(unit, radix: 16)
            output += "\\u".utf8
            output += String(repeating: "0", count: 4 - digits.utf8.count).utf8
            output += digits.utf8
        }
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
