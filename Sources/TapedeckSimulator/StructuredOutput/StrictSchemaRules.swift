// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The rules that strict structured output has beyond JSON Schema.
struct StrictSchemaRules {
    /// The deepest nesting of objects and arrays.
    private static let depthLimit = 10
    /// The most properties of all objects together.
    private static let propertyLimit = 5000
    /// The most values of all enumerations together.
    private static let valueLimit = 1000
    /// The most characters of names, and of values of enumerations, all together.
    private static let characterLimit = 120_000
    /// The most characters of one enumeration, when it has many values.
    private static let enumerationLimit = (values: 250, characters: 15_000)

    private static let refused = [
        "allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties",
        "propertyNames", "unevaluatedProperties", "unevaluatedItems", "contains", "minContains", "maxContains",
        "minProperties", "maxProperties", "uniqueItems",
    ]

    private var propertyCount = 0
    private var valueCount = 0
    private var characterCount = 0

    /// Checks a schema.
    /// - Throws: ``SchemaProblem`` at the first rule that is not kept.
    static func check(_ schema: JSONValue) throws(SchemaProblem) {
        try checkRoot(schema)
        var rules = StrictSchemaRules()
        try rules.check(schema, at: [], level: 0, recursion: 0)
    }

    private static func checkRoot(_ schema: JSONValue) throws(SchemaProblem) {
        try checkRootType(schema)
        for keyword in ["anyOf", "oneOf", "allOf", "enum", "not"] where schema[keyword] != nil {
            throw .whole(
                "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."
            )
        }
    }

    /// Checks what every schema of an answer or of a function has to be, strict or not.
    static func checkRootType(_ schema: JSONValue) throws(SchemaProblem) {
        let type = schema["type"]
        guard type?.string == "object" else {
            throw .whole(
                "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"\(type?.string ?? "None")\"'."
            )
        }
    }

    private mutating func check(
        _ schema: JSONValue,
        at context: [String],
        level: Int,
        recursion: Int
    ) throws(SchemaProblem) {
        guard case .object(let members) = schema else {
            throw SchemaProblem(context: context, message: "schema must have a 'type' key.")
        }
        guard recursion <= SchemaDocument.depthLimit, level <= Self.depthLimit else {
            throw .whole("\(level) levels of nesting exceeds limit of \(Self.depthLimit).")
        }
        for keyword in Self.refused where members.contains(where: { $0.name == keyword }) {
            throw SchemaProblem(context: context, message: "'\(keyword)' is not permitted.")
        }
        let types = schema["type"].map { $0.elements ?? [$0] }?.compactMap(\.string)
        let hasOther = ["anyOf", "$ref", "enum", "const"].contains { schema[$0] != nil }
        guard types != nil || hasOther else {
            throw SchemaProblem(context: context, message: "schema must have a 'type' key.")
        }
        if types?.contains("object") == true { try checkObject(schema, at: context, level, recursion) }
        if types?.contains("array") == true { try checkArray(schema, at: context, level, recursion) }
        for (offset, option) in (schema["anyOf"]?.elements ?? []).enumerated() {
            try check(option, at: context + ["anyOf", "\(offset)"], level: level, recursion: recursion + 1)
        }
        try checkValues(schema)
        valueCount += schema["enum"]?.elements?.count ?? 0
        guard valueCount <= Self.valueLimit else {
            throw .whole(
                "Expected at most \(Self.valueLimit) enum values in total within a schema, but got \(valueCount)."
            )
        }
        for keyword in ["$defs", "definitions"] {
            guard case .object(let definitions)? = schema[keyword] else { continue }
            for definition in definitions {
                try count(definition.name)
                try check(
                    definition.value,
                    at: context + [keyword, definition.name],
                    level: level,
                    recursion: recursion + 1
                )
            }
        }
    }

    /// Counts the characters of an enumeration's values.
    private mutating func checkValues(_ schema: JSONValue) throws(SchemaProblem) {
        let values = (schema["enum"]?.elements ?? []).compactMap(\.string)
        let characters = values.reduce(0) { $0 + $1.unicodeScalars.count }
        let limit = Self.enumerationLimit
        guard values.count <= limit.values || characters <= limit.characters else {
            throw .whole(
                "Expected at most \(limit.characters) characters in total in an enum with more than \(limit.values) "
                    + "values, but got \(characters)."
            )
        }
        for value in values { try count(value) }
        if let value = schema["const"]?.string { try count(value) }
    }

    private mutating func count(_ text: String) throws(SchemaProblem) {
        characterCount += text.unicodeScalars.count
        guard characterCount <= Self.characterLimit else {
            throw .whole(
                "Expected at most \(Self.characterLimit) characters in total of property names, definition names, enum "
                    + "values and const values within a schema."
            )
        }
    }

    private mutating func checkObject(
        _ schema: JSONValue,
        at context: [String],
        _ level: Int,
        _ recursion: Int
    ) throws(SchemaProblem) {
        guard schema["additionalProperties"] == false else {
            throw SchemaProblem(
                context: context,
                message: "'additionalProperties' is required to be supplied and to be false."
            )
        }
        var properties: [JSONMember] = []
        if case .object(let members)? = schema["properties"] { properties = members }
        propertyCount += properties.count
        guard propertyCount <= Self.propertyLimit else {
            throw .whole(
                "Expected at most \(Self.propertyLimit) object properties in total within a schema, but got "
                    + "\(propertyCount)."
            )
        }
        let required = SpelledSet((schema["required"]?.elements ?? []).compactMap(\.string))
        let rule = "'required' is required to be supplied and to be an array including every key in properties."
        if let missing = properties.first(where: { !required.contains($0.name) }) {
            throw SchemaProblem(context: context, message: "\(rule) Missing '\(missing.name)'.")
        }
        let names = SpelledSet(properties.map(\.name))
        if let extra = (schema["required"]?.elements ?? []).compactMap(\.string).first(where: { !names.contains($0) }) {
            throw SchemaProblem(context: context, message: "\(rule) Extra required key '\(extra)' supplied.")
        }
        for property in properties {
            try count(property.name)
            try check(
                property.value,
                at: context + ["properties", property.name],
                level: level + 1,
                recursion: recursion + 1
            )
        }
    }

    private mutating func checkArray(
        _ schema: JSONValue,
        at context: [String],
        _ level: Int,
        _ recursion: Int
    ) throws(SchemaProblem) {
        let prefix = schema["prefixItems"]?.elements ?? []
        guard let items = schema["items"] else {
            guard !prefix.isEmpty else {
                throw SchemaProblem(context: context, message: "array schema missing items.")
            }
            return
        }
        if items != false { try check(items, at: context + ["items"], level: level + 1, recursion: recursion + 1) }
        for (offset, item) in prefix.enumerated() {
            try check(item, at: context + ["prefixItems", "\(offset)"], level: level + 1, recursion: recursion + 1)
        }
    }
}
