// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON value with places for what each response has anew, such as identifiers and time.
indirect enum TemplateValue<Place: Sendable>: Sendable {
    case value(JSONValue)
    /// A string, whose content needs no escapes.
    case string(Place)
    case number(Place)
    case array([TemplateValue])
    case object([(name: String, value: TemplateValue)])
}

/// The bytes of a JSON document with places for what each response has anew.
struct JSONTemplate<Place: Sendable>: Sendable {
    /// Appends what belongs in a place, without quotation marks.
    typealias Filling = (Place, inout [UInt8]) -> Void

    private var segments: [[UInt8]] = []
    private var places: [Place] = []
    private var open: [UInt8] = []

    init(_ value: TemplateValue<Place>, indent: Int?, endsLine: Bool = false) {
        append(value, indent: indent, level: 0)
        if endsLine { open.append(UInt8(ascii: "\n")) }
        segments.append(open)
        open = []
    }

    /// A document without places.
    init(_ bytes: [UInt8]) {
        segments = [bytes]
    }

    /// The document with its places filled in.
    func filled(_ fill: Filling) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segments.reduce(0) { $0 + $1.count } + places.count * 64)
        append(to: &bytes, fill)
        return bytes
    }

    /// Appends the document with its places filled in.
    func append(to bytes: inout [UInt8], _ fill: Filling) {
        for (segment, place) in zip(segments, places) {
            bytes += segment
            fill(place, &bytes)
        }
        bytes += segments[segments.count - 1]
    }

    // MARK: - Building

    private mutating func add(_ place: Place, isQuoted: Bool) {
        if isQuoted { open.append(UInt8(ascii: "\"")) }
        segments.append(open)
        places.append(place)
        open = isQuoted ? [UInt8(ascii: "\"")] : []
    }

    private mutating func append(_ value: TemplateValue<Place>, indent: Int?, level: Int) {
        switch value {
        case .value(let value): value.append(to: &open, indent: indent, level: level)
        case .string(let place): add(place, isQuoted: true)
        case .number(let place): add(place, isQuoted: false)
        case .array(let elements):
            open.append(UInt8(ascii: "["))
            for (offset, element) in elements.enumerated() {
                beginItem(offset, indent: indent, level: level)
                append(element, indent: indent, level: level + 1)
            }
            end("]", isEmpty: elements.isEmpty, indent: indent, level: level)
        case .object(let members):
            open.append(UInt8(ascii: "{"))
            for (offset, member) in members.enumerated() {
                beginItem(offset, indent: indent, level: level)
                JSONValue.string(member.name).append(to: &open)
                open += (indent == nil ? ":" : ": ").utf8
                append(member.value, indent: indent, level: level + 1)
            }
            end("}", isEmpty: members.isEmpty, indent: indent, level: level)
        }
    }

    private mutating func beginItem(_ offset: Int, indent: Int?, level: Int) {
        if offset > 0 { open.append(UInt8(ascii: ",")) }
        newLine(indent: indent, level: level + 1)
    }

    private mutating func end(_ bracket: String, isEmpty: Bool, indent: Int?, level: Int) {
        if !isEmpty { newLine(indent: indent, level: level) }
        open += bracket.utf8
    }

    private mutating func newLine(indent: Int?, level: Int) {
        guard let indent else { return }
        open.append(UInt8(ascii: "\n"))
        open += repeatElement(UInt8(ascii: " "), count: indent * level)
    }
}
