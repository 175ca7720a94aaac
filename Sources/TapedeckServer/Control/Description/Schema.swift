// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON schema (draft 2020-12), as OpenAPI 3.1 has them.
struct Schema {
    /// The members of the schema.
    private(set) var members: [JSONMember]

    /// The schema as JSON.
    var json: JSONValue { .object(members) }

    private init(_ members: [JSONMember]) { self.members = members }

    /// A schema of one type.
    private init(type: String) { members = [JSONMember(name: "type", value: .string(type))] }

    static let string = Schema(type: "string")
    static let number = Schema(type: "number")
    static let boolean = Schema(type: "boolean")

    /// A whole number, by default from 0.
    static func integer(from least: Int64 = 0, to most: Int64? = nil) -> Schema {
        var schema = Schema(type: "integer")
        schema.add("minimum", .integer(least))
        if let most { schema.add("maximum", .integer(most)) }
        return schema
    }

    /// A whole number within bounds.
    static func integer(_ bounds: ClosedRange<Int64>) -> Schema {
        integer(from: bounds.lowerBound, to: bounds.upperBound)
    }

    /// One of several strings.
    static func oneOf(_ values: [String]) -> Schema {
        var schema = string
        schema.add("enum", .array(values.map { .string($0) }))
        return schema
    }

    /// One of the strings of an enumeration.
    static func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Schema
    where Choice.RawValue == String {
        oneOf(type.allCases.map(\.rawValue))
    }

    /// A list.
    /// - Parameters:
    ///   - items: The schema of each item.
    ///   - count: The number of items, if it is fixed.
    ///   - limit: Maximum number of items, if there is one.
    /// - Returns: The schema.
    static func list(of items: Schema, count: Int? = nil, limit: Int? = nil) -> Schema {
        var schema = Schema(type: "array")
        schema.add("items", items.json)
        if let count { schema.add("minItems", .integer(count)) }
        if let most = count ?? limit { schema.add("maxItems", .integer(most)) }
        return schema
    }

    /// An object without other members.
    /// - Parameters:
    ///   - required: The members that are always there.
    ///   - optional: The members that may be left out.
    /// - Returns: The schema.
    static func object(
        _ required: KeyValuePairs<String, Schema>,
        optional: KeyValuePairs<String, Schema> = [:]
    ) -> Schema {
        let schema = Schema(type: "object").with("properties", [:]).with("additionalProperties", false)
        return optional.reduce(required.reduce(schema) { $0.requiring($1.key, $1.value) }) {
            $0.allowing($1.key, $1.value)
        }
    }

    /// The object with a further member.
    func allowing(_ name: String, _ value: Schema) -> Schema {
        with("properties", .object((self["properties"]?.members ?? []) + [JSONMember(name: name, value: value.json)]))
    }

    /// The object with a further member that is always there.
    func requiring(_ name: String, _ value: Schema) -> Schema {
        allowing(name, value).with("required", .array((self["required"]?.elements ?? []) + [.string(name)]))
    }

    /// An object whose members have names of any kind.
    static func map(of values: Schema) -> Schema {
        var schema = Schema(type: "object")
        schema.add("additionalProperties", values.json)
        return schema
    }

    /// Any one of several schemas.
    static func any(_ schemas: Schema...) -> Schema {
        Schema([JSONMember(name: "anyOf", value: .array(schemas.map(\.json)))])
    }

    /// A schema of the document by its name.
    static func named(_ name: ControlSchema) -> Schema {
        Schema([JSONMember(name: "$ref", value: .string("#/components/schemas/\(name.rawValue)"))])
    }

    /// The schema, or `null`.
    var orNull: Schema { .any(self, Schema(type: "null")) }

    /// The schema with an explanation.
    func described(_ text: String) -> Schema { with("description", .string(text)) }

    /// The schema with a keyword, in place of the one that it has.
    func with(_ keyword: String, _ value: JSONValue) -> Schema {
        var schema = self
        schema.add(keyword, value)
        return schema
    }

    private subscript(keyword: String) -> JSONValue? { json[keyword] }

    private mutating func add(_ keyword: String, _ value: JSONValue) {
        let member = JSONMember(name: keyword, value: value)
        if let index = members.firstIndex(where: { $0.name == keyword }) {
            members[index] = member
        } else {
            members.append(member)
        }
    }
}

extension JSONValue {
    /// The members, when this is an object.
    fileprivate var members: [JSONMember]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
