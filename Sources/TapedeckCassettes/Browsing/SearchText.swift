// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The texts of an interaction in small letters, to be searched: strings of JSON without their escapes and names, the
/// texts of an event stream put together, other text as it is.
///
/// Made for every interaction that a search looks at, so in one buffer and without a tree.
struct SearchText {
    /// Strings without white space that are longer are encoded data, and no text.
    private static let wordLimit = 2048

    /// The texts, in small letters as far as they are ASCII, each ended by a line feed.
    private(set) var bytes: [UInt8] = []

    /// The texts in small letters, with letters beyond ASCII too.
    var folded: [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Adds a text.
    mutating func append(line: UnsafeRawBufferPointer) {
        for byte in line { bytes.append(Self.lowercased(byte)) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds the texts of a body.
    mutating func append(body: [UInt8]) { body.withUnsafeBytes { append(body: $0) } }

    /// Adds the texts of a body.
    mutating func append(body: UnsafeRawBufferPointer) {
        guard let first = body.first(where: { !Self.isSpace($0) }) else { return }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): append(json: body, joining: false)
        case UInt8(ascii: "d") where body.starts(with: "data:".utf8),
            UInt8(ascii: "e") where body.starts(with: "event:".utf8),
            UInt8(ascii: "i") where body.starts(with: "id:".utf8), UInt8(ascii: ":"):
            append(json: body, joining: true)
        default:
            // A zero byte early on is that of a picture or a sound.
            guard !body.prefix(4096).contains(0) else { return }
            for byte in body { bytes.append(Self.lowercased(byte)) }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds the strings that are values; names of members have a colon behind them.
    /// - Parameters:
    ///   - json: The body.
    ///   - joining: Whether the pieces of texts in an event stream are put together.
    private mutating func append(json: UnsafeRawBufferPointer, joining: Bool) {
        var name = 0..<0
        var index = 0
        while index < json.count {
            guard json[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            let start = index + 1
            var end = start
            while end < json.count, json[end] != UInt8(ascii: "\"") {
                end += json[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            end = min(end, json.count)
            index = end + 1
            while index < json.count, Self.isSpace(json[index]) { index += 1 }
            if index < json.count, json[index] == UInt8(ascii: ":") {
                name = start..<end
                continue
            }
            let isPiece = joining && Self.isPiece(json[name])
            // The parts of the stream that repeat or name something stand apart from its texts.
            guard !joining || isPiece else { continue }
            append(string: UnsafeRawBufferPointer(rebasing: json[start..<end]))
            if !isPiece { bytes.append(UInt8(ascii: "\n")) }
        }
    }

    /// Whether a member of an event has a piece of text.
    private static func isPiece(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
        switch name.count {
        case 4: name.elementsEqual("text".utf8)
        case 5: name.elementsEqual("delta".utf8)
        case 7: name.elementsEqual("content".utf8) || name.elementsEqual("refusal".utf8)
        case 9: name.elementsEqual("arguments".utf8)
        case 10: name.elementsEqual("transcript".utf8)
        default: false
        }
    }

    private mutating func append(string: UnsafeRawBufferPointer) {
        if string.count > Self.wordLimit, !string.prefix(Self.wordLimit).contains(where: Self.isSpace) { return }
        var index = 0
        while index < string.count {
            let byte = string[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < string.count else {
                bytes.append(Self.lowercased(byte))
                continue
            }
            let escape = string[index]
            index += 1
            switch escape {
            case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "u"): append(unit: Self.unit(string, at: index), string, &index)
            default: bytes.append(Self.lowercased(escape))
            }
        }
    }

    /// Adds a character that is written by its number, which may take two escapes.
    private mutating func append(unit: UInt32?, _ string: UnsafeRawBufferPointer, _ index: inout Int) {
        guard var number = unit else { return }
        index += 4
        if 0xD800...0xDBFF ~= number, index + 1 < string.count, string[index] == UInt8(ascii: "\\"),
            string[index + 1] == UInt8(ascii: "u"), let low = Self.unit(string, at: index + 2), 0xDC00...0xDFFF ~= low
        {
            number = 0x10000 + (number - 0xD800) << 10 + (low - 0xDC00)
            index += 6
        }
        guard let scalar = Unicode.Scalar(number) else { return }
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { bytes.append(Self.lowercased(byte)) }
    }

    private static func unit(_ string: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + 4 <= string.count else { return nil }
        var number: UInt32 = 0
        for byte in string[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            number = number << 4 + UInt32(digit)
        }
        return number
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
