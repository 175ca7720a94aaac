// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Puts the stubs of scenarios into the order in which their states come.
struct WireMockScenarios {
    private static let start = "Started"

    private var stubs: [WireMockStub] = []
    private var bytes = 0

    /// Takes a stub.
    /// - Throws: ``SourceProblem`` when the stubs, which are kept until their order is known, are beyond a limit.
    mutating func add(_ stub: WireMockStub, limit: Int) throws(SourceProblem) {
        if case .exchange(let exchange) = stub.item {
            bytes += exchange.requestBody.count + exchange.responseBody.count
        }
        guard bytes <= limit else {
            throw .tooLarge("the bodies of the stubs have more than \(limit) bytes", limit: "entryBytes")
        }
        stubs.append(stub)
    }

    /// The stubs: those of a scenario take the places of its stubs, in the order of its states.
    func ordered() -> [SourceItem] {
        var queues: SpelledDictionary<ArraySlice<SourceItem>> = [:]
        return stubs.map { stub in
            guard let name = stub.scenario?.name else { return stub.item }
            if queues[name] == nil { queues[name] = chain(name)[...] }
            return queues[name]?.popFirst() ?? stub.item
        }
    }

    /// The stubs of a scenario from its first state on; those that no state leads to come last.
    private func chain(_ name: String) -> [SourceItem] {
        var rest = stubs.filter { $0.scenario?.name.isSpelled(like: name) ?? false }
        var state = Self.start
        var items: [SourceItem] = []
        while let index = rest.firstIndex(where: { ($0.scenario?.required ?? state) == state }) {
            let stub = rest.remove(at: index)
            items.append(stub.item)
            state = stub.scenario?.next ?? state
        }
        return items
            + rest.map { stub in
                .omitted("no state leads to '\(stub.scenario?.required ?? "")' of the scenario '\(name)'")
            }
    }
}
