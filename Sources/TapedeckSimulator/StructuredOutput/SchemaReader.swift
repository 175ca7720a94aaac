// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads the keywords of a schema and of those inside it.
struct SchemaReader {
    private let document: JSONValue
    private(set) var nodes: [SchemaNode] = []
    private var indices: SpelledDictionary<Int> = [:]

    init(document: JSONValue) {
        self.document = document
    }

    /// Reads a schema once for each place it stands at, so that a reference back to a place ends there.
    mutating func node(
        of schema: JSONValue,
        at context: [String],
        pointer: String,
        depth: Int
    ) throws(SchemaProblem) -> Int {
        if let index = indices[pointer] { return index }
        guard nodes.count < SchemaDocument.nodeLimit, depth <= SchemaDocument.depthLimit else {
            throw .whole(
                "the schema is too large: at most \(SchemaDocument.nodeLimit) schemas and "
                    + "\(SchemaDocument.depthLimit) levels of nesting are supported."
            )
        }
        let index = nodes.count
        indices[pointer] = index
        nodes.append(SchemaNode())
        var node = SchemaNode()
        switch schema {
        case .bool(let isTrue): node.isNever = !isTrue
        case .object:
            let place = Place(schema: schema, context: context, pointer: pointer, depth: depth)
            try readCommon(place, into: &node)
            try readObject(place, into: &node)
            try readArray(place, into: &node)
            try readString(place, into: &node)
            try readNumber(place, into: &node)
            try readCombined(place, into: &node)
        default:
            throw SchemaProblem(context: context, message: "\(schema.text()) is not of type 'object', 'boolean'.")
        }
        nodes[index] = node
        return index
    }

    /// A schema, and where it stands.
    struct Place {
        let schema: JSONValue
        let context: [String]
        let pointer: String
        let depth: Int

        func problem(_ keyword: String, _ message: String) -> SchemaProblem {
            SchemaProblem(context: context, message: "'\(keyword)' \(message).")
        }
    }

    mutating func child(_ place: Place, _ keyword: String) throws(SchemaProblem) -> Int? {
        guard let schema = place.schema[keyword] else { return nil }
        return try node(
            of: schema,
            at: place.context + [keyword],
            pointer: "\(place.pointer)/\(keyword)",
            depth: place.depth + 1
        )
    }

    mutating func children(_ place: Place, _ keyword: String) throws(SchemaProblem) -> [Int]? {
        guard let value = place.schema[keyword] else { return nil }
        guard case .array(let schemas) = value else { throw place.problem(keyword, "must be an array of schemas") }
        var children: [Int] = []
        for (offset, schema) in schemas.enumerated() {
            children.append(
                try node(
                    of: schema,
                    at: place.context + [keyword, "\(offset)"],
                    pointer: "\(place.pointer)/\(keyword)/\(offset)",
                    depth: place.depth + 1
                )
            )
        }
        return children
    }

    mutating func namedChildren(
        _ place: Place,
        _ keyword: String
    ) throws(SchemaProblem) -> [(name: String, node: Int)] {
        guard let value = place.schema[keyword] else { return [] }
        guard case .object(let members) = value else { throw place.problem(keyword, "must be an object of schemas") }
        // Of members with one name the last counts.
        let schemas = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        var children: [(name: String, node: Int)] = []
        var seen: SpelledSet = []
        for member in members where seen.insert(member.name).inserted {
            let escaped = Self.escape(member.name)
            let index = try node(
                of: schemas[member.name] ?? member.value,
                at: place.context + [keyword, member.name],
                pointer: "\(place.pointer)/\(keyword)/\(escaped)",
                depth: place.depth + 1
            )
            children.append((member.name, index))
        }
        return children
    }

    mutating func resolve(_ reference: String, _ place: Place) throws(SchemaProblem) -> Int {
        let unknown = SchemaProblem(
            context: place.context,
            message: "reference '\(reference)' can only point to a schema of the same document, such as "
                + "'#/$defs/NAME'."
        )
        guard reference.hasPrefix("#") else { throw unknown }
        let pointer = String(reference.dropFirst())
        guard !pointer.isEmpty else {
            return try node(of: document, at: [], pointer: "", depth: place.depth + 1)
        }
        guard pointer.hasPrefix("/") else { throw unknown }
        var target = document
        var context: [String] = []
        for segment in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let name = Self.unescape(PercentEncoding.decodeSegment(segment))
            context.append(name)
            if let member = target[name] {
                target = member
            } else if let elements = target.elements, let offset = Int(name), elements.indices.contains(offset) {
                target = elements[offset]
            } else {
                throw unknown
            }
        }
        let canonical = context.map { "/" + Self.escape($0) }.joined()
        return try node(of: target, at: context, pointer: canonical, depth: place.depth + 1)
    }

    func pattern(_ text: String, _ place: Place) throws(SchemaProblem) -> Pattern {
        do {
            return try Pattern(text)
        } catch {
            throw SchemaProblem(context: place.context, message: "the pattern '\(text)' \(error.reason).")
        }
    }

    private static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        return name.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }

    private static func unescape(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "~")) else { return name }
        var result = ""
        var isEscaped = false
        for character in name {
            switch (isEscaped, character) {
            case (true, "1"): result.append("/")
            case (true, "0"): result.append("~")
            case (true, _): result += "~" + String(character)
            case (false, "~"): break
            case (false, _): result.append(character)
            }
            isEscaped = !isEscaped && character == "~"
        }
        return isEscaped ? result + "~" : result
    }
}
