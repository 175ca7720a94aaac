// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// The document as text, members in their order and numbers as spelled.
    /// - Parameter indent: The spaces of one level; `nil` for one line without white space.
    /// - Returns: The text.
    package func text(indent: Int? = nil) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, indent: indent)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the document as text; see ``text(indent:)``.
    package func append(to bytes: inout [UInt8], indent: Int? = nil, level: Int = 0) {
        switch self {
        case .null, .bool, .string: appendCanonical(to: &bytes)
        case .number(let number): bytes.append(contentsOf: number.spelling.utf8)
        case .array(let elements):
            Self.appendList(elements, in: ("[", "]"), to: &bytes, indent: indent, level: level) { element, bytes in
                element.append(to: &bytes, indent: indent, level: level + 1)
            }
        case .object(let members):
            Self.appendList(members, in: ("{", "}"), to: &bytes, indent: indent, level: level) { member, bytes in
                JSONValue.string(member.name).appendCanonical(to: &bytes)
                bytes.append(contentsOf: (indent == nil ? ":" : ": ").utf8)
                member.value.append(to: &bytes, indent: indent, level: level + 1)
            }
        }
    }

    private static func appendList<Item>(
        _ items: [Item],
        in brackets: (String, String),
        to bytes: inout [UInt8],
        indent: Int?,
        level: Int,
        item append: (Item, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: brackets.0.utf8)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let indent {
                bytes.append(contentsOf: ("\n" + String(repeating: " ", count: indent * (level + 1))).utf8)
            }
            append(item, &bytes)
        }
        if let indent, !items.isEmpty {
            bytes.append(contentsOf: ("\n" + String(repeating: " ", count: indent * level)).utf8)
        }
        bytes.append(contentsOf: brackets.1.utf8)
    }
}
