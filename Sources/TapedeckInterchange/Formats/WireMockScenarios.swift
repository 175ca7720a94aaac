// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Orders the stubs of scenarios by their states.
struct WireMockScenarios {
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
        let (order, unreached) = WireMockStep.order(stubs.map { $0.scenario.map { [$0] } ?? [] })
        return order.map { index in
            guard let step = stubs[index].scenario, unreached.contains(index) else { return stubs[index].item }
            return .skipped("no state leads to '\(step.required ?? "")' of the scenario '\(step.name)'")
        }
    }
}
