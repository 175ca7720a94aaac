// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SchemaReader {
    func readCommon(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        if let type = place.schema["type"] {
            var types: SchemaTypes = []
            for name in type.elements ?? [type] {
                guard let name = name.string, let type = SchemaTypes(name: name) else {
                    throw SchemaProblem(
                        context: place.context,
                        message: "\(name.text()) is not valid under any of the given schemas."
                    )
                }
                types.formUnion(type)
            }
            node.types = types
        }
        if let value = place.schema["enum"] {
            guard let values = value.elements else { throw place.problem("enum", "must be an array") }
            guard !values.isEmpty else { throw place.problem("enum", "must have at least one value") }
            node.addEnumeration(values)
        }
        if let value = place.schema["const"] { node.addEnumeration([value]) }
        if let value = place.schema["default"] { node.examples.append(value) }
        node.examples += place.schema["examples"]?.elements ?? []
        node.title = place.schema["title"]?.string
        node.summary = place.schema["description"]?.string
    }

    mutating func readObject(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        node.properties = try namedChildren(place, "properties")
        for property in node.properties { node.propertyIndex[property.name] = property.node }
        for child in try namedChildren(place, "patternProperties") {
            node.patternProperties.append((try pattern(child.name, place), child.node))
        }
        node.additionalProperties = try child(place, "additionalProperties")
        node.propertyNames = try child(place, "propertyNames")
        node.required = try strings(place, "required")
        if case .object(let members)? = place.schema["dependentRequired"] {
            for member in members {
                node.dependentRequired.append((member.name, member.value.elements?.compactMap(\.string) ?? []))
            }
        }
        node.minProperties = try count(place, "minProperties") ?? 0
        node.maxProperties = try count(place, "maxProperties") ?? .max
    }

    mutating func readArray(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        if let prefix = try children(place, "prefixItems") { node.prefixItems = prefix }
        if case .array? = place.schema["items"] {
            // A list here is the `prefixItems` of drafts before 2020-12.
            node.prefixItems = try children(place, "items") ?? []
            node.items = try child(place, "additionalItems")
        } else {
            node.items = try child(place, "items")
        }
        node.contains = try child(place, "contains")
        node.minContains = try count(place, "minContains") ?? 1
        node.maxContains = try count(place, "maxContains") ?? .max
        node.minItems = try count(place, "minItems") ?? 0
        node.maxItems = try count(place, "maxItems") ?? .max
        node.hasUniqueItems = place.schema["uniqueItems"] == true
    }

    func readString(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        node.minLength = try count(place, "minLength") ?? 0
        node.maxLength = try count(place, "maxLength") ?? .max
        if let value = place.schema["pattern"] {
            guard let text = value.string else { throw place.problem("pattern", "must be a string") }
            node.patterns.append(try pattern(text, place))
        }
        node.format = place.schema["format"]?.string.flatMap { StringFormat(rawValue: $0) }
    }

    func readNumber(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        node.minimum = try number(place, "minimum") ?? node.minimum
        node.maximum = try number(place, "maximum") ?? node.maximum
        // Before 2019-09 the exclusive bounds were flags of the others.
        switch place.schema["exclusiveMinimum"] {
        case .bool(true): node.exclusiveMinimum = node.minimum
        case .bool(false): break
        default: node.exclusiveMinimum = try number(place, "exclusiveMinimum") ?? node.exclusiveMinimum
        }
        switch place.schema["exclusiveMaximum"] {
        case .bool(true): node.exclusiveMaximum = node.maximum
        case .bool(false): break
        default: node.exclusiveMaximum = try number(place, "exclusiveMaximum") ?? node.exclusiveMaximum
        }
        if let multiple = try number(place, "multipleOf") {
            guard multiple > 0 else { throw place.problem("multipleOf", "must be greater than 0") }
            node.multiples.append(multiple)
        }
    }

    mutating func readCombined(_ place: Place, into node: inout SchemaNode) throws(SchemaProblem) {
        node.conjuncts += try children(place, "allOf") ?? []
        for (keyword, isExclusive) in [("anyOf", false), ("oneOf", true)] {
            guard let options = try children(place, keyword) else { continue }
            guard !options.isEmpty else { throw place.problem(keyword, "must have at least one schema") }
            node.choices.append(SchemaNode.Choice(options: options, isExclusive: isExclusive))
        }
        if let negation = try child(place, "not") { node.negations.append(negation) }
        if let test = try child(place, "if") {
            node.conditions.append(
                SchemaNode.Condition(
                    test: test,
                    then: try child(place, "then"),
                    otherwise: try child(place, "else")
                )
            )
        }
        if let reference = place.schema["$ref"] {
            guard let target = reference.string else { throw place.problem("$ref", "must be a string") }
            node.conjuncts.append(try resolve(target, place))
        }
    }

    // MARK: - Values of keywords

    private func strings(_ place: Place, _ keyword: String) throws(SchemaProblem) -> [String] {
        guard let value = place.schema[keyword] else { return [] }
        guard let elements = value.elements else { throw place.problem(keyword, "must be an array of strings") }
        var seen: SpelledSet = []
        var strings: [String] = []
        for element in elements {
            guard let string = element.string else { throw place.problem(keyword, "must be an array of strings") }
            if seen.insert(string).inserted { strings.append(string) }
        }
        return strings
    }

    private func count(_ place: Place, _ keyword: String) throws(SchemaProblem) -> Int? {
        guard let value = place.schema[keyword] else { return nil }
        guard let count = value.integer, count >= 0 else { throw place.problem(keyword, "must be an integer from 0") }
        return count
    }

    private func number(_ place: Place, _ keyword: String) throws(SchemaProblem) -> Double? {
        guard let value = place.schema[keyword] else { return nil }
        guard case .number(let number) = value else { throw place.problem(keyword, "must be a number") }
        return number.value
    }
}
