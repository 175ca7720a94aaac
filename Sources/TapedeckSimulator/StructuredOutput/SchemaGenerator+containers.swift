// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SchemaGenerator {
    /// How much of a name is looked at for what it asks for.
    private static let shownName = 200

    // MARK: - Arrays

    mutating func array(_ flat: [Int], _ nodes: [SchemaNode], _ place: Place, isSmall: Bool) -> JSONValue? {
        let contains = nodes.filter { $0.contains != nil }
        let least = max(nodes.map(\.minItems).max() ?? 0, contains.map(\.minContains).max() ?? 0)
        let most = nodes.map(\.maxItems).min() ?? .max
        guard least <= most else { return nil }
        let prefixCount = nodes.map(\.prefixItems.count).max() ?? 0
        let isUnique = nodes.contains(where: \.hasUniqueItems)
        let wanted = isSmall ? least : min(most, max(least, prefixCount, usualCount(nodes, place)))
        var elements: [JSONValue] = []
        var seen: Set<[UInt8]> = []
        for offset in 0..<wanted {
            guard !isFull else { break }
            guard budget.spend() else { return nil }
            var schemas = nodes.compactMap { offset < $0.prefixItems.count ? $0.prefixItems[offset] : $0.items }
            for node in contains where offset < node.minContains { schemas += node.contains.map { [$0] } ?? [] }
            var element: JSONValue?
            let before = room
            for attempt in 0..<(isUnique ? elements.count + 40 : 1) {
                room = before
                let inner = Place(name: place.name, depth: place.depth + 1, offset: offset, retry: attempt)
                guard let value = schemas.isEmpty ? freeElement(inner) : value(schemas, inner) else { break }
                guard !isUnique || isFull || seen.insert(value.canonical).inserted else { continue }
                element = value
                break
            }
            guard let element else { break }
            elements.append(element)
        }
        room -= 3
        return isFull || elements.count >= least ? accepted([.array(elements)], nodes) : nil
    }

    /// How many elements an array has that may have any number.
    private func usualCount(_ nodes: [SchemaNode], _ place: Place) -> Int {
        guard let items = nodes.lazy.compactMap(\.items).first else { return 0 }
        var node = document[items]
        if let conjunct = node.conjuncts.first { node = document[conjunct] }
        let types = node.types ?? node.impliedTypes
        if !node.enumerations.isEmpty { return 1 }
        if types.contains(.string) {
            return min(5, max(1, source.found(TextKind(name: place.name, summary: node.summary)).count))
        }
        if !types.isDisjoint(with: .number) { return min(10, max(1, source.facts.numbers.count)) }
        return types.contains(.object) ? min(3, max(1, source.facts.speakers.count)) : 1
    }

    /// An element that no schema speaks of.
    private mutating func freeElement(_ place: Place) -> JSONValue? { taken(.string("text \(place.offset + 1)")) }

    // MARK: - Objects

    mutating func object(_ flat: [Int], _ nodes: [SchemaNode], _ place: Place, isSmall: Bool) -> JSONValue? {
        let least = nodes.map(\.minProperties).max() ?? 0
        let most = nodes.map(\.maxProperties).min() ?? .max
        guard least <= most else { return nil }
        var required: SpelledSet = []
        var names: [String] = []
        var known: SpelledSet = []
        for node in nodes {
            budget.spend(node.properties.reduce(4 * node.required.count) { $0 + 4 + $1.name.utf8.count / 16 })
            for property in node.properties where known.insert(property.name).inserted { names.append(property.name) }
        }
        for name in nodes.flatMap(\.required) {
            required.insert(name)
            if known.insert(name).inserted { names.append(name) }
        }
        close(&required, under: nodes, &names, &known)
        var wantsMore = max(0, least - required.count)
        var members: [JSONMember] = []
        var left = most - required.count
        guard left >= 0 else { return nil }
        let dependents = SpelledSet(nodes.lazy.flatMap(\.dependentRequired).map(\.name))
        for name in names where !isFull {
            let isRequired = required.contains(name)
            guard isRequired || left > 0 else { continue }
            let wantsOptional = wantsMore > 0 || (!isSmall && isWorthwhile(name, nodes))
            guard isRequired || wantsOptional else { continue }
            // What a property needs beside it may itself be impossible.
            guard isRequired || !dependents.contains(name) else { continue }
            guard allowsName(name, nodes), let value = property(name, nodes, place) else {
                guard isRequired else { continue }
                return nil
            }
            members.append(JSONMember(name: name, value: value))
            if !isRequired {
                left -= 1
                wantsMore -= 1
            }
        }
        let isFree = names.isEmpty && !isSmall && nodes.contains { $0.additionalProperties != nil }
        addFreeProperties(&members, nodes, place, least: max(least, isFree && most > 0 ? 1 : 0))
        room -= 3
        return isFull || members.count >= least ? accepted([.object(members)], nodes) : nil
    }

    /// Adds what required properties need beside them.
    private func close(
        _ required: inout SpelledSet,
        under nodes: [SchemaNode],
        _ names: inout [String],
        _ known: inout SpelledSet
    ) {
        let dependencies = nodes.flatMap(\.dependentRequired)
        var changed = !dependencies.isEmpty
        while changed, budget.spend(4 * dependencies.count) {
            changed = false
            for dependency in dependencies where required.contains(dependency.name) {
                for name in dependency.needs where required.insert(name).inserted {
                    changed = true
                    if known.insert(name).inserted { names.append(name) }
                }
            }
        }
    }

    private func isWorthwhile(_ name: String, _ nodes: [SchemaNode]) -> Bool {
        switch optionalProperties {
        case .all: return true
        case .found:
            let schemas = nodes.compactMap { $0.propertyIndex[name] }.map { document[$0] }
            let shown = String(name.prefix(Self.shownName))
            if source.facts.speaksOf(shown) { return true }
            if schemas.contains(where: {
                $0.enumerations.joined().contains { $0.string.map(source.facts.mentions) ?? false }
            }) {
                return true
            }
            let kind = TextKind(name: shown, summary: nil)
            guard schemas.contains(where: { $0.types == .string && $0.enumerations.isEmpty }) else { return false }
            switch kind {
            case .place: return !source.facts.places.isEmpty
            case .date, .weekday, .mailAddress, .address: return !source.found(kind).isEmpty
            default: return false
            }
        }
    }

    private mutating func property(_ name: String, _ nodes: [SchemaNode], _ place: Place) -> JSONValue? {
        room -= name.utf8.count + 4
        let schemas = nodes.flatMap { validator.schemas(of: name, in: $0) }
        let inner = Place(name: name, depth: place.depth + 1, offset: place.offset, retry: place.retry)
        guard !schemas.isEmpty else {
            return taken(.string(source.strings(TextKind(name: name, summary: nil)).first ?? "text"))
        }
        return value(schemas, inner)
    }

    private func allowsName(_ name: String, _ nodes: [SchemaNode]) -> Bool {
        nodes.allSatisfy { node in node.propertyNames.map { validator.accepts(.string(name), $0) } ?? true }
    }

    /// Adds properties that no schema names, up to a least number of properties.
    private mutating func addFreeProperties(
        _ members: inout [JSONMember],
        _ nodes: [SchemaNode],
        _ place: Place,
        least: Int
    ) {
        guard members.count < least else { return }
        var used = SpelledSet(members.lazy.map(\.name))
        let (twice, overflow) = least.multipliedReportingOverflow(by: 2)
        for offset in 0..<(overflow ? Int.max : twice &+ 40) where members.count < least {
            guard !isFull, budget.spend(10) else { break }
            guard let name = freeName(offset, nodes), used.insert(name).inserted, allowsName(name, nodes),
                let value = property(name, nodes, place)
            else { continue }
            members.append(JSONMember(name: name, value: value))
        }
    }

    private mutating func freeName(_ offset: Int, _ nodes: [SchemaNode]) -> String? {
        let naming = nodes.compactMap(\.propertyNames)
        if !naming.isEmpty {
            // A name is a string by itself, whether its schema says so or not.
            return value(naming, Place(name: "", depth: 0, offset: offset))?.string
        }
        let keywords = source.facts.keywords
        if offset < keywords.count { return keywords[offset] }
        let patterns = nodes.flatMap(\.patternProperties)
        let isClosed = nodes.contains { node in node.additionalProperties.map { document[$0].isNever } ?? false }
        if isClosed, !patterns.isEmpty {
            let pattern = patterns[offset % patterns.count].pattern
            return pattern.sample(offset / patterns.count, extra: offset / patterns.count % 8, limit: 1000, budget)
        }
        return "property\(offset - keywords.count + 1)"
    }
}
