// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON value with places for identifiers and time.
indirect enum TemplateValue: Sendable {
    case value(JSONValue)
    case completionID
    case created
    /// Identifier of the tool call with this number.
    case toolCallID(Int)
    case array([TemplateValue])
    case object([(name: String, value: TemplateValue)])
}

/// The bytes of a JSON document with places for identifiers and time.
struct JSONTemplate: Sendable {
    private enum Hole: Sendable {
        case completionID, created, toolCallID(Int)
    }

    private var segments: [[UInt8]] = []
    private var holes: [Hole] = []
    private var open: [UInt8] = []

    init(_ value: TemplateValue, indent: Int?, endsLine: Bool = false) {
        append(value, indent: indent, level: 0)
        if endsLine { open.append(UInt8(ascii: "\n")) }
        segments.append(open)
        open = []
    }

    /// The document with its places filled in.
    func filled(_ stamp: CompletionStamp, callIDs: [String] = []) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(segments.reduce(0) { $0 + $1.count } + holes.count * 40)
        append(to: &bytes, stamp, callIDs: callIDs)
        return bytes
    }

    /// Appends the document with its places filled in.
    func append(to bytes: inout [UInt8], _ stamp: CompletionStamp, callIDs: [String]) {
        for (segment, hole) in zip(segments, holes) {
            bytes += segment
            switch hole {
            case .completionID: bytes += stamp.id.utf8
            case .created: bytes += String(stamp.created).utf8
            case .toolCallID(let number): if number < callIDs.count { bytes += callIDs[number].utf8 }
            }
        }
        bytes += segments[segments.count - 1]
    }

    // MARK: - Building

    private mutating func add(_ hole: Hole, isQuoted: Bool) {
        if isQuoted { open.append(UInt8(ascii: "\"")) }
        segments.append(open)
        holes.append(hole)
        open = isQuoted ? [UInt8(ascii: "\"")] : []
    }

    private mutating func append(_ value: TemplateValue, indent: Int?, level: Int) {
        switch value {
        case .value(let value): value.append(to: &open, indent: indent, level: level)
        case .completionID: add(.completionID, isQuoted: true)
        case .created: add(.created, isQuoted: false)
        case .toolCallID(let number): add(.toolCallID(number), isQuoted: true)
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
