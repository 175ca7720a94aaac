// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Makes a value that satisfies a schema, of what a conversation says as far as the schema lets it.
///
/// Schemas that must hold together are kept as a list of indices; where a schema leaves a choice, the options are
/// tried in turn. Whatever has been made is checked before it is given out.
struct SchemaGenerator {
    /// Which properties go into an object beyond the required ones.
    enum OptionalProperties: Sendable {
        /// All of them, as long as the value is not too deep.
        case all
        /// Those the conversation has a value for.
        case found
    }

    /// The work of one attempt at a value.
    private static let attemptCost = 40
    /// The attempts after which values are made as small as the schema lets them be.
    private static let generousLimit = 2000
    /// The deepest nesting of values.
    private static let depthLimit = 150
    /// The most choices that are left open at one place.
    private static let choiceLimit = 200

    let document: SchemaDocument
    let validator: SchemaValidator
    let optionalProperties: OptionalProperties
    var source: AnswerSource
    /// The budget for making the value.
    let budget: WorkBudget
    /// The bytes that are left for the value; what comes after them is left out.
    var room: Int
    /// Chooses among equally good values.
    var variety: Int
    private var attempts = 0
    /// How often each schema is being satisfied above the place at hand.
    private var active: [Int: Int] = [:]

    init(
        _ document: SchemaDocument,
        source: AnswerSource,
        optionalProperties: OptionalProperties = .all,
        variety: UInt64 = 0,
        room: Int,
        _ budget: WorkBudget
    ) {
        self.document = document
        self.validator = SchemaValidator(document: document, budget: budget)
        self.budget = budget
        self.room = room
        self.source = source
        self.optionalProperties = optionalProperties
        self.variety = Int(variety % 1_000_003)
    }

    /// Whether there is no room left, so that whatever follows will not be seen.
    var isFull: Bool { room <= 0 }

    /// Makes a value for the whole schema.
    /// - Returns: The value as text; of a value beyond the room only its beginning, as a model writes that has reached
    ///   its limit.
    /// - Throws: ``SchemaProblem`` when none was found.
    mutating func text() throws(SchemaProblem) -> (text: String, isUnfinished: Bool) {
        let room = self.room
        guard let value = value([document.root], Place()), isFull || validator.accepts(value, document.root) else {
            throw .whole(
                budget.isSpent
                    ? "the simulator found no value for the schema within its limits; make the schema smaller."
                    : "no value satisfies the schema, as far as the simulator can tell."
            )
        }
        let text = value.text()
        guard isFull else { return (text, false) }
        // Whatever comes after the last thing that had room closes what is open, which an unfinished text does not.
        let end = text.utf8.lastIndex { $0 != UInt8(ascii: "}") && $0 != UInt8(ascii: "]") } ?? text.startIndex
        return (String(text[..<end]).prefix(bytes: room), true)
    }

    /// Where a value stands.
    struct Place {
        /// The name of the property, of an element that of its array.
        var name = ""
        var depth = 0
        /// The index of the element, of the array that is nearest.
        var offset = 0
        /// How often another value was refused for being there already.
        var retry = 0

        /// A number that makes the values of one array differ.
        var number: Int { offset + retry }
    }

    /// Makes a value that satisfies schemas together.
    mutating func value(_ indices: [Int], _ place: Place) -> JSONValue? {
        attempts += 1
        // What there is no room for is not seen, so that anything will do.
        guard !isFull else { return .null }
        guard budget.spend(Self.attemptCost), place.depth < Self.depthLimit else { return nil }
        let before = room
        let value = attempt(indices, place)
        if value == nil { room = before }
        return value
    }

    private mutating func attempt(_ indices: [Int], _ place: Place) -> JSONValue? {
        let flat = flattened(indices)
        guard !flat.isEmpty, flat.allSatisfy({ !document[$0].isNever }) else { return nil }
        let isSmall = attempts > Self.generousLimit || place.depth > 12 || flat.contains { active[$0] ?? 0 >= 2 }
        for index in flat { active[index, default: 0] += 1 }
        defer { for index in flat { active[index, default: 1] -= 1 } }
        return choose(flat, from: choices(of: flat), place, isSmall: isSmall)
    }

    /// The schemas, what they refer to, and the members of their `allOf`.
    private func flattened(_ indices: [Int]) -> [Int] {
        var flat: [Int] = []
        var seen: Set<Int> = []
        var pending = Array(indices.reversed())
        while let index = pending.popLast() {
            guard seen.insert(index).inserted else { continue }
            flat.append(index)
            guard budget.spend(10) else { break }
            pending += document[index].conjuncts.reversed()
        }
        return flat
    }

    /// The remaining choices: options of which one must hold, as lists of schemas.
    private func choices(of flat: some Sequence<Int>) -> [[[Int]]] {
        var choices: [[[Int]]] = []
        for index in flat {
            choices += document[index].choices.map { choice in choice.options.map { [$0] } }
            for condition in document[index].conditions {
                choices.append([
                    [condition.test] + (condition.then.map { [$0] } ?? []), condition.otherwise.map { [$0] } ?? [],
                ])
            }
        }
        return choices
    }

    private mutating func choose(_ flat: [Int], from choices: [[[Int]]], _ place: Place, isSmall: Bool) -> JSONValue? {
        guard choices.count <= Self.choiceLimit else { return nil }
        guard let first = choices.first else {
            guard let value = plainValue(flat, place, isSmall: isSmall) else { return nil }
            let isChecked = !isFull && flat.contains { document[$0].needsCheck }
            guard !isChecked || flat.allSatisfy({ validator.accepts(value, $0) }) else { return nil }
            return value
        }
        let before = room
        for option in ordered(first, isSmall: isSmall) {
            attempts += 1
            room = before
            guard budget.spend(Self.attemptCost + choices.count + flat.count) else { return nil }
            let added = flattened(option).filter { !flat.contains($0) }
            guard added.allSatisfy({ !document[$0].isNever }) else { continue }
            let rest = Array(choices.dropFirst()) + self.choices(of: added)
            if let value = choose(flat + added, from: rest, place, isSmall: isSmall) { return value }
        }
        return nil
    }

    /// Options in the order they are tried: the least deep first for a small value, else those the conversation
    /// speaks of, then the schema's own order with `null` last.
    private func ordered(_ options: [[Int]], isSmall: Bool) -> [[Int]] {
        let possible = options.filter { $0.allSatisfy { document.leastDepths[$0] != nil } }
        guard possible.count > 1 else { return possible }
        let ranks = possible.map { option -> Int in
            let depth = option.compactMap { document.leastDepths[$0] }.max() ?? 0
            if isSmall { return depth }
            if option.contains(where: { document[$0].types == .null }) { return 3 }
            return option.contains { isSpokenOf($0) } ? 0 : 1
        }
        return possible.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.map { possible[$0] }
    }

    /// Whether the conversation names an option: its title, or a value that marks it.
    private func isSpokenOf(_ index: Int) -> Bool {
        let node = document[index]
        budget.spend(4 + (node.title?.utf8.count ?? 0) / 4)
        if let title = node.title, source.facts.mentions(title) { return true }
        let marks = node.enumerations + node.properties.prefix(8).flatMap { document[$0.node].enumerations }
        if marks.contains(where: { $0.count <= 8 && $0.contains { $0.string.map(source.facts.mentions) ?? false } }) {
            return true
        }
        return node.conjuncts.contains { $0 != index && document[$0].conjuncts.isEmpty && isSpokenOf($0) }
    }

    // MARK: - Values without choices left

    private mutating func plainValue(_ flat: [Int], _ place: Place, isSmall: Bool) -> JSONValue? {
        let nodes = flat.map { document[$0] }
        if let values = nodes.compactMap({ $0.enumerations.min { $0.count < $1.count } }).min(by: {
            $0.count < $1.count
        }) {
            return enumerated(values, flat, place)
        }
        var types = SchemaTypes.all
        var implied: SchemaTypes = []
        for node in nodes {
            types.formIntersection(node.types ?? .all)
            implied.formUnion(node.impliedTypes)
        }
        let before = room
        for type in order(of: types, implied: implied, isSmall: isSmall) {
            room = before
            if let value = value(of: type, flat, nodes, place, isSmall: isSmall) { return value }
        }
        return nil
    }

    private func order(of types: SchemaTypes, implied: SchemaTypes, isSmall: Bool) -> [SchemaTypes] {
        let generous: [SchemaTypes] = [.object, .array, .string, .number, .boolean, .null]
        let small: [SchemaTypes] = [.null, .boolean, .number, .string, .array, .object]
        let order = (isSmall ? small : generous).filter { !types.isDisjoint(with: $0) }
        guard types == .all, !isSmall else { return order }
        // Without any type, a string says most, unless the keywords speak of another type.
        let named = order.filter { !implied.isDisjoint(with: $0) }
        return named + [.string] + order.filter { implied.isDisjoint(with: $0) && $0 != .string }
    }

    private mutating func value(
        of type: SchemaTypes,
        _ flat: [Int],
        _ nodes: [SchemaNode],
        _ place: Place,
        isSmall: Bool
    ) -> JSONValue? {
        switch type {
        case .null: taken(accepted([.null], nodes))
        case .boolean: taken(accepted(booleans(place), nodes))
        case .number: taken(number(nodes, place))
        case .string: string(nodes, place)
        case .array: array(flat, nodes, place, isSmall: isSmall)
        default: object(flat, nodes, place, isSmall: isSmall)
        }
    }

    /// True first where the conversation speaks of it; the other way round where that was refused.
    private func booleans(_ place: Place) -> [JSONValue] {
        let isFirst = source.facts.speaksOf(place.name) == place.retry.isMultiple(of: 2)
        return [.bool(isFirst), .bool(!isFirst)]
    }

    /// A value with the room it takes, and the comma after it.
    mutating func taken(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .string(let text)?: room -= text.utf8.count + 3
        case .number(let number)?: room -= number.spelling.utf8.count + 1
        case .null?, .bool?: room -= 5
        // What is inside has taken its own.
        case .array?, .object?, nil: break
        }
        return value
    }

    /// The first of some values that no negation refuses.
    func accepted(_ candidates: some Sequence<JSONValue>, _ nodes: [SchemaNode]) -> JSONValue? {
        candidates.first { value in
            nodes.allSatisfy { node in node.negations.allSatisfy { !validator.accepts(value, $0) } }
        }
    }

    private mutating func enumerated(_ values: [JSONValue], _ flat: [Int], _ place: Place) -> JSONValue? {
        let possible = values.filter { value in flat.allSatisfy { validator.accepts(value, $0) } }
        let chosen = chosen(possible, place)
        if let chosen {
            let size = chosen.text().utf8.count
            budget.spend(size / 8)
            room -= size + 1
        }
        return chosen
    }

    private func chosen(_ possible: [JSONValue], _ place: Place) -> JSONValue? {
        guard let first = possible.first else { return nil }
        let named = possible.first { value in
            switch value {
            case .string(let string): source.facts.mentions(string)
            case .number(let number): source.facts.numbers.contains(number.canonical)
            default: false
            }
        }
        if place.number == 0, let named { return named }
        let offset = (variety + place.number) % possible.count
        return offset == 0 ? first : possible[offset]
    }
}

extension String {
    /// The beginning of the text: at most so many bytes, and whole scalars.
    func prefix(bytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: max(count, 0))
        while end > startIndex, Unicode.UTF8.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(unicodeScalars[..<end])
    }
}
