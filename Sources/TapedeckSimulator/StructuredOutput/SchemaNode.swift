// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// One schema of a document, its keywords read; the schemas inside it are indices into the document's list.
struct SchemaNode: Sendable {
    /// Two ways to satisfy a schema, or more: any of them, or exactly one.
    struct Choice: Sendable {
        let options: [Int]
        let isExclusive: Bool
    }

    /// `if`, `then` and `else`.
    struct Condition: Sendable {
        let test: Int
        let then: Int?
        let otherwise: Int?
    }

    /// Whether no value satisfies it: the schema `false`.
    var isNever = false
    var types: SchemaTypes?
    /// The values of `enum` and `const`, each of which must hold.
    private(set) var enumerations: [[JSONValue]] = []
    /// The same values in canonical form, for looking them up.
    private(set) var enumerationSets: [Set<[UInt8]>] = []
    /// The values of `default` and `examples`.
    var examples: [JSONValue] = []
    var title: String?
    var summary: String?

    var properties: [(name: String, node: Int)] = []
    var propertyIndex = SpelledDictionary<Int>()
    var patternProperties: [(pattern: Pattern, node: Int)] = []
    var additionalProperties: Int?
    var propertyNames: Int?
    var required: [String] = []
    var dependentRequired: [(name: String, needs: [String])] = []
    var minProperties = 0
    var maxProperties = Int.max

    var prefixItems: [Int] = []
    var items: Int?
    var contains: Int?
    var minContains = 1
    var maxContains = Int.max
    var minItems = 0
    var maxItems = Int.max
    var hasUniqueItems = false

    var minLength = 0
    var maxLength = Int.max
    var patterns: [Pattern] = []
    var format: StringFormat?

    var minimum = -Double.infinity
    var maximum = Double.infinity
    var exclusiveMinimum = -Double.infinity
    var exclusiveMaximum = Double.infinity
    var multiples: [Double] = []

    /// Schemas that must hold as well: the members of `allOf`, and what `$ref` points to.
    var conjuncts: [Int] = []
    var choices: [Choice] = []
    var negations: [Int] = []
    var conditions: [Condition] = []

    mutating func addEnumeration(_ values: [JSONValue]) {
        enumerations.append(values)
        enumerationSets.append(Set(values.map(\.canonical)))
    }

    /// Whether building a value by the keywords alone may miss something, so that it has to be checked afterwards.
    var needsCheck: Bool {
        !negations.isEmpty || !conditions.isEmpty || contains != nil || propertyNames != nil
            || choices.contains { $0.isExclusive }
    }

    /// The types its keywords speak of when `type` is absent.
    var impliedTypes: SchemaTypes {
        var types: SchemaTypes = []
        if !properties.isEmpty || !required.isEmpty || additionalProperties != nil || minProperties > 0 {
            types.insert(.object)
        }
        if items != nil || !prefixItems.isEmpty || contains != nil || minItems > 0 { types.insert(.array) }
        if !patterns.isEmpty || format != nil || minLength > 0 || maxLength < Int.max { types.insert(.string) }
        if minimum > -.infinity || maximum < .infinity || exclusiveMinimum > -.infinity
            || exclusiveMaximum < .infinity || !multiples.isEmpty
        {
            types.insert(.number)
        }
        return types
    }
}
