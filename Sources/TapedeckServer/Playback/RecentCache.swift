// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A cache of recently used values with a bounded cost: two generations, of which the older is dropped whole.
struct RecentCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let cost: Int
    }

    private let generationLimit: Int
    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private var youngCost = 0

    /// - Parameter limit: The highest cost of all that is kept.
    init(limit: Int) {
        self.generationLimit = limit / 2
    }

    func value(for key: Key) -> Value? {
        (young[key] ?? old[key])?.value
    }

    /// Keeps a value, unless it alone costs more than a generation may.
    ///
    /// Inserting again what was used keeps it from being dropped.
    mutating func insert(_ value: Value, cost: Int, for key: Key) {
        guard young[key] == nil, cost <= generationLimit else { return }
        if youngCost + cost > generationLimit {
            old = young
            young = [:]
            youngCost = 0
        }
        young[key] = Entry(value: value, cost: cost)
        youngCost += cost
    }
}
