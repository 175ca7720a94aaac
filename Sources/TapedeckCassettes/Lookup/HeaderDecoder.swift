// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore

/// Decodes the header fields of interactions: `[["name","value"],…]`.
///
/// What a cassette says again and again is decoded once: names, and whole headers that are those of the one before. Texts
/// with escapes, or with anything else than ASCII, go through the parser of JSON.
final class HeaderDecoder {
    private struct KnownName {
        let bytes: [UInt8]
        let name: HTTPField.Name
    }

    private static let nameLimit = 64

    private var names: [KnownName] = []
    /// Where the next name is looked for first: headers have mostly the same names in the same order.
    private var next = 0
    private var lastText: [UInt8] = Array("[]".utf8)
    private var lastFields: HTTPFields = [:]

    /// The fields in a column of a row.
    func fields(_ row: PreparedStatement, column: CInt, of id: InteractionID) throws -> HTTPFields {
        let plain = row.withText(column) { text -> HTTPFields? in
            if text.isSame(as: lastText) { return lastFields }
            guard let fields = plainFields(text) else { return nil }
            lastText = Array(text)
            lastFields = fields
            return fields
        }
        if let plain { return plain }
        guard let text = row.text(column) else { throw DamagedRow("interaction \(id) has no header") }
        return try InteractionTable.decode(text, of: id)
    }

    /// The fields of a text without escapes and white space; `nil` when it is any other, or damaged.
    func plainFields(_ text: UnsafeBufferPointer<UInt8>) -> HTTPFields? {
        guard text.count <= 8 * HTTPFieldLimits.bytes else { return nil }
        var rest = Cursor(text)
        guard rest.take("[") else { return nil }
        var fields: HTTPFields = [:]
        next = 0
        var count = 0
        while !rest.take("]") {
            guard count == 0 || rest.take(","), rest.take("["),
                let name = rest.takeString().flatMap(name), rest.take(","),
                let value = rest.takeString(), rest.take("]"), count < HTTPFieldLimits.count
            else { return nil }
            fields.append(HTTPField(name: name, value: String(decoding: value, as: UTF8.self)))
            count += 1
        }
        return rest.isAtEnd ? fields : nil
    }

    private func name(_ bytes: UnsafeBufferPointer<UInt8>) -> HTTPField.Name? {
        let known = names[next...].firstIndex { bytes.isSame(as: $0.bytes) }
        if let index = known ?? names[..<next].firstIndex(where: { bytes.isSame(as: $0.bytes) }) {
            next = index + 1
            return names[index].name
        }
        guard let name = HTTPField.Name(String(decoding: bytes, as: UTF8.self)) else { return nil }
        if names.count < Self.nameLimit {
            names.append(KnownName(bytes: Array(bytes), name: name))
            next = names.count
        }
        return name
    }
}

/// A place in a text.
private struct Cursor {
    private let text: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
    }

    var isAtEnd: Bool { index == text.count }

    /// Goes past a byte, if it is the next one.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Goes past a string of JSON that stands for its own bytes, and returns those.
    mutating func takeString() -> UnsafeBufferPointer<UInt8>? {
        guard take("\"") else { return nil }
        let start = index
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                return UnsafeBufferPointer(rebasing: text[start..<index])
            case UInt8(ascii: "\\"), 0..<0x20, 0x7F...: return nil
            default: index += 1
            }
        }
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func isSame(as other: [UInt8]) -> Bool {
        guard count == other.count, let baseAddress else { return count == other.count }
        return memcmp(baseAddress, other, count) == 0
    }
}
