// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Makes schemas of an API description ready, each when it is first needed.
///
/// It reads JSON Schema 2020-12 as OpenAPI 3.1 uses it, and what OpenAPI 3.0 writes differently: `nullable`, and
/// `exclusiveMinimum` as a boolean.
final class SchemaCompiler {
    private static let prefix = "#/components/schemas/"
    private let components: SpelledDictionary<JSONValue>
    private var compiled: SpelledDictionary<SchemaNode> = [:]

    init(components: [JSONMember]) {
        self.components = components.reduce(into: [:]) { $0[$1.name] = $1.value }
    }

    /// The component of a name, if there is one.
    func component(_ name: String) -> SchemaNode? {
        if let node = compiled[name] { return node }
        guard let schema = components[name] else { return nil }
        // It is there before its parts are, which may refer back to it.
        let node = SchemaNode()
        node.name = name
        compiled[name] = node
        fill(node, schema)
        return node
    }

    /// A schema that stands somewhere in the description.
    func node(_ schema: JSONValue) -> SchemaNode {
        if case .object(let members) = schema, members.count == 1, let node = target(of: schema) { return node }
        let node = SchemaNode()
        fill(node, schema)
        return node
    }

    /// The component that a schema refers to.
    private func target(of schema: JSONValue) -> SchemaNode? {
        guard let reference = schema["$ref"]?.string, reference.hasPrefix(Self.prefix) else { return nil }
        let name = String(reference.dropFirst(Self.prefix.count))
        return component(name.replacing("~1", with: "/").replacing("~0", with: "~"))
    }

    private func fill(_ node: SchemaNode, _ schema: JSONValue) {
        if case .bool(let isAnything) = schema {
            node.isNever = !isAnything
            return
        }
        if let target = target(of: schema) { node.all.append(target) }
        fillTypes(node, schema)
        fillObject(node, schema)
        fillBounds(node, schema)
        node.items = schema["items"].map(self.node)
        node.all += (schema["allOf"]?.elements ?? []).map(self.node)
        for keyword in ["anyOf", "oneOf"] {
            if let schemas = schema[keyword]?.elements, !schemas.isEmpty {
                node.alternatives.append(schemas.map(self.node))
            }
        }
        node.not = schema["not"].map(self.node)
        // A schema of 3.0 that may be null: the null goes beside all else that it says.
        guard schema["nullable"] == .bool(true), !node.allowsNull() else { return }
        let (own, null) = (SchemaNode(copying: node), SchemaNode())
        null.kinds = [.null]
        node.clear()
        node.alternatives = [[own, null]]
    }

    private func fillTypes(_ node: SchemaNode, _ schema: JSONValue) {
        let types = schema["type"]?.elements ?? schema["type"].map { [$0] } ?? []
        node.kinds = types.compactMap { $0.string.flatMap(SchemaNode.Kind.init) }
        node.values = schema["const"].map { [$0] } ?? schema["enum"]?.elements
    }

    private func fillObject(_ node: SchemaNode, _ schema: JSONValue) {
        if case .object(let members)? = schema["properties"] {
            for member in members { node.properties[member.name] = self.node(member.value) }
        }
        node.required = schema["required"]?.elements?.compactMap(\.string) ?? []
        switch schema["additionalProperties"] {
        case .bool(false): node.additional = .nothing
        case .object(let members) where !members.isEmpty: node.additional = .schema(self.node(.object(members)))
        default: break
        }
    }

    private func fillBounds(_ node: SchemaNode, _ schema: JSONValue) {
        node.minimum = bound(schema["minimum"], schema["exclusiveMinimum"])
        node.maximum = bound(schema["maximum"], schema["exclusiveMaximum"])
        node.lengths = range(schema["minLength"], schema["maxLength"])
        node.counts = range(schema["minItems"], schema["maxItems"])
        // An expression that cannot be read here says nothing about an answer.
        node.pattern = schema["pattern"]?.string.flatMap { try? TextPattern($0) }
    }

    private func bound(_ inclusive: JSONValue?, _ exclusive: JSONValue?) -> SchemaNode.Bound? {
        if case .number(let number)? = exclusive { return SchemaNode.Bound(value: number.value, isExclusive: true) }
        guard case .number(let number)? = inclusive else { return nil }
        return SchemaNode.Bound(value: number.value, isExclusive: exclusive == .bool(true))
    }

    private func range(_ minimum: JSONValue?, _ maximum: JSONValue?) -> ClosedRange<Int>? {
        guard minimum != nil || maximum != nil else { return nil }
        let (low, high) = (minimum?.integer ?? 0, maximum?.integer ?? .max)
        return low <= high ? low...high : nil
    }
}

extension SchemaNode {
    fileprivate convenience init(copying node: SchemaNode) {
        self.init()
        (name, kinds, values, properties, required) = (
            node.name, node.kinds, node.values, node.properties, node.required
        )
        (additional, items, all, alternatives, not) = (
            node.additional, node.items, node.all, node.alternatives, node.not
        )
        (minimum, maximum, lengths, counts) = (node.minimum, node.maximum, node.lengths, node.counts)
        pattern = node.pattern
    }

    /// Forgets all but the name.
    fileprivate func clear() {
        let name = name
        (kinds, values, properties, required, additional) = ([], nil, [:], [], .anything)
        (items, all, alternatives, not, minimum, maximum) = (nil, [], [], nil, nil, nil)
        (lengths, counts, pattern) = (nil, nil, nil)
        self.name = name
    }
}
