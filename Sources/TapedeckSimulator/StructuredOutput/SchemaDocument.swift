// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A JSON schema (2020-12, and the `definitions` of older drafts) read for making values that satisfy it.
struct SchemaDocument: Sendable {
    /// The most schemas of one document.
    static let nodeLimit = 20_000
    /// The deepest nesting of schemas.
    static let depthLimit = 100

    private(set) var nodes: [SchemaNode]
    let root: Int
    /// The levels of nesting the smallest value of each schema has; `nil` for a schema no finite value satisfies.
    let leastDepths: [Int?]

    /// Reads a schema.
    /// - Throws: ``SchemaProblem`` when it is malformed, too large, or no finite value satisfies it.
    init(_ schema: JSONValue, _ budget: WorkBudget) throws(SchemaProblem) {
        var reader = SchemaReader(document: schema, budget)
        root = try reader.node(of: schema, at: [], place: 0, depth: 0)
        nodes = reader.nodes
        leastDepths = try Self.leastDepths(of: nodes, budget)
        guard leastDepths[root] != nil else {
            throw .whole("no finite value satisfies the schema: its recursion does not end, or its rules exclude all.")
        }
    }

    subscript(index: Int) -> SchemaNode { nodes[index] }

    /// Finds the least depths by the smallest fixed point, from the schemas without any inside.
    private static func leastDepths(of nodes: [SchemaNode], _ budget: WorkBudget) throws(SchemaProblem) -> [Int?] {
        var depths = [Int?](repeating: nil, count: nodes.count)
        var dependents = [[Int]](repeating: [], count: nodes.count)
        let inside = nodes.map(\.inside)
        for (index, others) in inside.enumerated() { for other in others { dependents[other].append(index) } }
        // Schemas inside have higher indices mostly, so that a tree is settled from its leaves.
        var pending = Array(nodes.indices)
        var isPending = [Bool](repeating: true, count: nodes.count)
        while let index = pending.popLast() {
            isPending[index] = false
            guard budget.spend(2 + inside[index].count) else { throw .tooLarge }
            guard let depth = depth(of: nodes[index], depths), depths[index].map({ depth < $0 }) ?? true else {
                continue
            }
            depths[index] = depth
            for dependent in dependents[index] where !isPending[dependent] {
                isPending[dependent] = true
                pending.append(dependent)
            }
        }
        return depths
    }

    private static func depth(of node: SchemaNode, _ depths: [Int?]) -> Int? {
        guard !node.isNever, !node.enumerations.contains(where: \.isEmpty), node.types != [] else { return nil }
        var least = ownDepth(of: node, depths)
        func require(_ other: Int?) { least = least.flatMap { own in other.map { max(own, $0) } } }
        for index in node.conjuncts { require(depths[index]) }
        for choice in node.choices { require(choice.options.compactMap { depths[$0] }.min()) }
        return least
    }

    private static func ownDepth(of node: SchemaNode, _ depths: [Int?]) -> Int? {
        guard node.enumerations.isEmpty else { return 0 }
        let types = node.types ?? (node.impliedTypes.isEmpty ? .all : node.impliedTypes)
        guard types.isSubset(of: [.object, .array]) else { return 0 }
        var least: Int?
        if types.contains(.object) {
            let inside = node.required.map { name in node.propertyIndex[name].map { depths[$0] } ?? 0 }
            if inside.allSatisfy({ $0 != nil }) { least = 1 + (inside.compactMap { $0 }.max() ?? 0) }
        }
        if types.contains(.array) {
            var inside = node.prefixItems.prefix(node.minItems).map { depths[$0] }
            if node.minItems > node.prefixItems.count { inside.append(node.items.map { depths[$0] } ?? 0) }
            if inside.allSatisfy({ $0 != nil }) {
                let depth = 1 + (inside.compactMap { $0 }.max() ?? 0)
                least = min(least ?? depth, depth)
            }
        }
        // A schema that only implies its type is satisfied by values of others.
        return node.types == nil ? 0 : least
    }
}

extension SchemaNode {
    /// The schemas that the least value of this one depends on.
    fileprivate var inside: [Int] {
        required.compactMap { propertyIndex[$0] } + prefixItems.prefix(minItems) + (items.map { [$0] } ?? [])
            + conjuncts
            + choices.flatMap(\.options)
    }
}
