// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON schema made ready for checking.
///
/// It is a class since schemas refer to each other in circles; once compiled it does not change.
final class SchemaNode {
    /// The types of JSON.
    enum Kind: String {
        case null, boolean, integer, number, string, array, object
    }

    /// The schema of members that are not named.
    enum Additional {
        case anything
        case nothing
        case schema(SchemaNode)
    }

    /// A bound of a number.
    struct Bound {
        let value: Double
        let isExclusive: Bool
    }

    /// The name of the component, when it is one.
    var name: String?
    /// Whether nothing conforms: the schema `false`.
    var isNever = false
    /// The types allowed; empty for all.
    var kinds: [Kind] = []
    /// The values allowed; `nil` for all.
    var values: [JSONValue]?
    var properties: SpelledDictionary<SchemaNode> = [:]
    var required: [String] = []
    var additional = Additional.anything
    var items: SchemaNode?
    /// Schemas that must all hold.
    var all: [SchemaNode] = []
    /// Lists of schemas of each of which one must hold.
    ///
    /// Descriptions write `oneOf` where two of the alternatives may hold, so it is read as `anyOf`.
    var alternatives: [[SchemaNode]] = []
    var not: SchemaNode?
    var minimum: Bound?
    var maximum: Bound?
    var lengths: ClosedRange<Int>?
    var counts: ClosedRange<Int>?
    var pattern: TextPattern?

    /// Whether `null` conforms.
    func allowsNull(_ depth: Int = 0) -> Bool {
        guard depth < 16, !isNever else { return false }
        if let values, !values.contains(.null) { return false }
        guard kinds.isEmpty || kinds.contains(.null) else { return false }
        return all.allSatisfy { $0.allowsNull(depth + 1) }
            && alternatives.allSatisfy { $0.contains { $0.allowsNull(depth + 1) } }
    }
}
