// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A step of a scenario of WireMock, which is a state machine.
package struct WireMockStep: Sendable, Hashable {
    private static let start = "Started"

    /// The name of the scenario.
    package let name: String
    /// The state in which the stub answers; any when `nil`.
    package let required: String?
    /// The state after it; the same when `nil`.
    package let next: String?

    init?(_ stub: SourceValue) {
        guard let name = stub["scenarioName"]?.text else { return nil }
        self.name = name
        self.required = stub["requiredScenarioState"]?.text
        self.next = stub["newScenarioState"]?.text
    }

    /// The steps in a file of mappings; none when it is of another format.
    /// - Parameter bytes: The content of the file.
    /// - Returns: The steps in their order.
    package static func steps(in bytes: [UInt8]) -> [WireMockStep] {
        guard let document = (try? JSONValue(parsing: bytes)).map(SourceValue.init) else { return [] }
        let stubs = document["mappings"]?.elements ?? document.elements ?? [document]
        return stubs.filter(WireMockFormat.reads).compactMap(WireMockStep.init)
    }

    /// Puts items that hold steps into the order in which their states come.
    /// - Parameter items: The steps of each item, a stub or a file of stubs; none for an item that is no step.
    /// - Returns: The indices of the items, those of a scenario in the places of its items; and the indices of the items
    ///   that no state leads to, which come last of their scenario.
    package static func order(_ items: [[WireMockStep]]) -> (order: [Int], unreached: Set<Int>) {
        var places: SpelledDictionary<[Int]> = [:]
        for (index, steps) in items.enumerated() {
            if let name = steps.first?.name { places[name, default: []].append(index) }
        }
        var order = Array(items.indices)
        var unreached: Set<Int> = []
        for (name, places) in places {
            let chain = chain(places, of: name, in: items)
            for (place, index) in zip(places, chain.reached + chain.unreached) { order[place] = index }
            unreached.formUnion(chain.unreached)
        }
        return (order, unreached)
    }

    /// The items of a scenario from its first state on, and those that no state leads to.
    private static func chain(
        _ items: [Int],
        of name: String,
        in all: [[WireMockStep]]
    ) -> (reached: [Int], unreached: [Int]) {
        var rest = items
        var reached: [Int] = []
        var state = first(of: items.flatMap { all[$0] }.filter { $0.name.isSpelled(like: name) })
        var states: SpelledSet = [state]
        // The step that the last one leads to comes next, then any whose state was there once.
        while let place = rest.firstIndex(where: { answers(all[$0], in: [state]) })
            ?? rest.firstIndex(where: { answers(all[$0], in: states) })
        {
            let index = rest.remove(at: place)
            reached.append(index)
            for step in all[index] where step.name.isSpelled(like: name) {
                state = step.next ?? state
                states.insert(state)
            }
        }
        return (reached, rest)
    }

    /// The state that a scenario begins in; in a file that has only the later steps, the one that none of them leads to.
    private static func first(of steps: [WireMockStep]) -> String {
        guard !steps.contains(where: { ($0.required ?? start).isSpelled(like: start) }) else { return start }
        let next = SpelledSet(steps.compactMap(\.next))
        return steps.lazy.compactMap(\.required).first { !next.contains($0) } ?? start
    }

    private static func answers(_ steps: [WireMockStep], in states: SpelledSet) -> Bool {
        steps.contains { step in step.required.map(states.contains) ?? true }
    }
}
