// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads the keywords of a schema and of those inside it.
struct SchemaReader {
    /// The work of reading one schema.
    private static let cost = 200

    private let document: JSONValue
    let budget: WorkBudget
    private(set) var nodes: [SchemaNode] = []
    /// The schemas by the numbers of the places they stand at.
    private var indices: [Int: Int] = [:]
    /// The numbers of places by what they are inside of; 0 is the whole document.
    private var places: [Step: Int] = [:]
    /// The members of objects that many references lead through.
    private var members: [Int: SpelledDictionary<JSONValue>] = [:]

    /// A step down from a place.
    private struct Step: Hashable {
        let place: Int
        let name: SpelledString
    }

    init(document: JSONValue, _ budget: WorkBudget) {
        self.document = document
        self.budget = budget
    }

    /// The number of the place that a name leads to from another.
    private mutating func place(_ place: Int, _ name: String) -> Int {
        let step = Step(place: place, name: SpelledString(name))
        if let known = places[step] { return known }
        places[step] = places.count + 1
        return places.count
    }

    /// Reads a schema once for each place it stands at, so that a reference back to a place ends there.
    mutating func node(
        of schema: JSONValue,
        at context: [String],
        place number: Int,
        depth: Int
    ) throws(SchemaProblem) -> Int {
        if let index = indices[number] { return index }
        guard nodes.count < SchemaDocument.nodeLimit, depth <= SchemaDocument.depthLimit, budget.spend(Self.cost)
        else { throw .tooLarge }
        let index = nodes.count
        indices[number] = index
        nodes.append(SchemaNode())
        var node = SchemaNode()
        switch schema {
        case .bool(let isTrue): node.isNever = !isTrue
        case .object:
            let place = Place(schema: schema, context: context, number: number, depth: depth)
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
        /// The number of the place.
        let number: Int
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
            place: self.place(place.number, keyword),
            depth: place.depth + 1
        )
    }

    mutating func children(_ place: Place, _ keyword: String) throws(SchemaProblem) -> [Int]? {
        guard let value = place.schema[keyword] else { return nil }
        guard case .array(let schemas) = value else { throw place.problem(keyword, "must be an array of schemas") }
        var children: [Int] = []
        let list = self.place(place.number, keyword)
        for (offset, schema) in schemas.enumerated() {
            children.append(
                try node(
                    of: schema,
                    at: place.context + [keyword, "\(offset)"],
                    place: self.place(list, "\(offset)"),
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
        var schemas = SpelledDictionary<JSONValue>()
        for member in members { schemas[member.name] = member.value }
        var children: [(name: String, node: Int)] = []
        var seen: SpelledSet = []
        let object = self.place(place.number, keyword)
        for member in members where seen.insert(member.name).inserted {
            let index = try node(
                of: schemas[member.name] ?? member.value,
                at: place.context + [keyword, member.name],
                place: self.place(object, member.name),
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
            return try node(of: document, at: [], place: 0, depth: place.depth + 1)
        }
        guard pointer.hasPrefix("/") else { throw unknown }
        var target = document
        var context: [String] = []
        var number = 0
        for segment in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard budget.spend(20) else { throw .tooLarge }
            let name = Self.unescape(PercentEncoding.decodeSegment(segment))
            guard let next = inside(target, number, name) else { throw unknown }
            target = next
            number = self.place(number, name)
            context.append(name)
        }
        return try node(of: target, at: context, place: number, depth: place.depth + 1)
    }

    /// The value that a name refers to inside a document.
    private mutating func inside(_ value: JSONValue, _ number: Int, _ name: String) -> JSONValue? {
        switch value {
        case .object(let list):
            if members[number] == nil {
                var entries = SpelledDictionary<JSONValue>()
                for member in list { entries[member.name] = member.value }
                budget.spend(list.count)
                members[number] = entries
            }
            return members[number]?[name]
        case .array(let elements): return Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        default: return nil
        }
    }

    func pattern(_ text: String, _ place: Place) throws(SchemaProblem) -> Pattern {
        do {
            return try Pattern(text, budget)
        } catch {
            throw SchemaProblem(context: place.context, message: "the pattern '\(text)' \(error.reason).")
        }
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
