// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A whole JSON text, for small files whose shape is not known beforehand.
indirect enum JSONTree {
    case object([(key: String, value: JSONTree)])
    case array([JSONTree])
    case string(String)
    case number(Double)
    case bool(Bool)
    case null

    /// Reads one value; the cursor stands behind it afterwards.
    init(_ cursor: inout JSONCursor) throws(JSONCursor.Failure) {
        switch cursor.peek() {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: JSONTree)] = []
            try cursor.object { key, cursor throws(JSONCursor.Failure) in
                members.append((key, try JSONTree(&cursor)))
            }
            self = .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONTree] = []
            try cursor.array { cursor throws(JSONCursor.Failure) in elements.append(try JSONTree(&cursor)) }
            self = .array(elements)
        case UInt8(ascii: "\""): self = .string(try cursor.string())
        case UInt8(ascii: "t"):
            try cursor.word("true")
            self = .bool(true)
        case UInt8(ascii: "f"):
            try cursor.word("false")
            self = .bool(false)
        case UInt8(ascii: "n"):
            try cursor.word("null")
            self = .null
        default: self = .number(try cursor.number())
        }
    }

    /// The value of a key; of a key given twice, the last.
    subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// Precision, recall and F, as far as they are there.
    var scoreFigures: [(name: String, value: Double)] {
        ["precision", "recall", "fmeasure"].compactMap { name in self[name]?.number.map { (name, $0) } }
    }
}
