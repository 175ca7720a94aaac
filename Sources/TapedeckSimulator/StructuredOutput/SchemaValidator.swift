// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Tells whether a value satisfies a schema.
///
/// Formats are not checked here: JSON Schema leaves them as remarks, and what makes strings keeps to them by itself.
struct SchemaValidator {
    /// The deepest nesting of schemas that is followed; a schema that refers to itself without end accepts nothing.
    private static let depthLimit = 1000

    let document: SchemaDocument
    /// The budget for validation; nothing is accepted once it is spent.
    let budget: WorkBudget

    /// Whether a value satisfies the schema of an index.
    func accepts(_ value: JSONValue, _ index: Int, depth: Int = 0) -> Bool {
        guard depth < Self.depthLimit, budget.spend(4) else { return false }
        let node = document[index]
        guard !node.isNever else { return false }
        if let types = node.types, !types.contains(SchemaTypes(of: value)) { return false }
        if !node.enumerationSets.isEmpty {
            let canonical = value.canonical
            budget.spend(canonical.count / 8)
            guard node.enumerationSets.allSatisfy({ $0.contains(canonical) }) else { return false }
        }
        guard acceptsByType(value, node, depth) else { return false }
        for conjunct in node.conjuncts where !accepts(value, conjunct, depth: depth + 1) { return false }
        for negation in node.negations where accepts(value, negation, depth: depth + 1) { return false }
        for choice in node.choices {
            if choice.isExclusive {
                guard choice.options.count(where: { accepts(value, $0, depth: depth + 1) }) == 1 else { return false }
            } else {
                guard choice.options.contains(where: { accepts(value, $0, depth: depth + 1) }) else { return false }
            }
        }
        for condition in node.conditions {
            let branch = accepts(value, condition.test, depth: depth + 1) ? condition.then : condition.otherwise
            if let branch, !accepts(value, branch, depth: depth + 1) { return false }
        }
        return true
    }

    private func acceptsByType(_ value: JSONValue, _ node: SchemaNode, _ depth: Int) -> Bool {
        switch value {
        case .null, .bool: true
        case .number(let number): Self.accepts(number.value, node)
        case .string(let string): accepts(string, node)
        case .array(let elements): accepts(elements, node, depth)
        case .object(let members): accepts(members, node, depth)
        }
    }

    /// Whether a number keeps the bounds.
    static func accepts(_ number: Double, _ node: SchemaNode) -> Bool {
        number >= node.minimum && number <= node.maximum && number > node.exclusiveMinimum
            && number < node.exclusiveMaximum
            && node.multiples.allSatisfy { multiple in
                let quotient = number / multiple
                return quotient == quotient.rounded() && quotient.isFinite
            }
    }

    /// Whether a string keeps lengths and patterns.
    func accepts(_ string: String, _ node: SchemaNode) -> Bool {
        if node.minLength > 0 || node.maxLength < .max {
            budget.spend(string.utf8.count / 8)
            let count = string.unicodeScalars.count
            guard count >= node.minLength, count <= node.maxLength else { return false }
        }
        return node.patterns.allSatisfy { $0.matches(string, budget) }
    }

    private func accepts(_ elements: [JSONValue], _ node: SchemaNode, _ depth: Int) -> Bool {
        guard elements.count >= node.minItems, elements.count <= node.maxItems else { return false }
        for (offset, element) in elements.enumerated() {
            let schema = offset < node.prefixItems.count ? node.prefixItems[offset] : node.items
            if let schema, !accepts(element, schema, depth: depth + 1) { return false }
        }
        if let contains = node.contains {
            let count = elements.count { accepts($0, contains, depth: depth + 1) }
            guard count >= node.minContains, count <= node.maxContains else { return false }
        }
        return !node.hasUniqueItems || areUnique(elements)
    }

    private func accepts(_ members: [JSONMember], _ node: SchemaNode, _ depth: Int) -> Bool {
        guard members.count >= node.minProperties, members.count <= node.maxProperties else { return false }
        budget.spend(members.count + node.required.count)
        let names = SpelledSet(members.lazy.map(\.name))
        guard node.required.allSatisfy(names.contains) else { return false }
        for dependency in node.dependentRequired where names.contains(dependency.name) {
            guard dependency.needs.allSatisfy(names.contains) else { return false }
        }
        return members.allSatisfy { member in
            if let schema = node.propertyNames, !accepts(.string(member.name), schema, depth: depth + 1) {
                return false
            }
            return schemas(of: member.name, in: node).allSatisfy { accepts(member.value, $0, depth: depth + 1) }
        }
    }

    /// The schemas that a property's value has to satisfy by one schema of the object.
    func schemas(of name: String, in node: SchemaNode) -> [Int] {
        var schemas: [Int] = []
        if let index = node.propertyIndex[name] { schemas.append(index) }
        for (pattern, index) in node.patternProperties where pattern.matches(name, budget) { schemas.append(index) }
        if schemas.isEmpty, let additional = node.additionalProperties { schemas.append(additional) }
        return schemas
    }

    /// Whether no two elements are the same, numbers by value and members in any order.
    private func areUnique(_ elements: [JSONValue]) -> Bool {
        var seen: Set<[UInt8]> = []
        return elements.allSatisfy { element in
            let canonical = element.canonical
            budget.spend(1 + canonical.count / 8)
            return seen.insert(canonical).inserted
        }
    }
}
