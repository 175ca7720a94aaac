// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A table of values by identifier, in insertion order.
///
/// Reading a page takes time linear in its length, wherever it begins. Removing leaves a gap; gaps are closed once
/// they are half of all places.
struct OrderedTable<Value: Sendable>: Sendable {
    private var values: SpelledDictionary<Value> = [:]
    private var places: SpelledDictionary<Int> = [:]
    private var order: [String?] = []

    /// The number of values.
    var count: Int { values.count }

    /// The value with this identifier; setting `nil` removes it.
    subscript(id: String) -> Value? {
        get { values[id] }
        set {
            guard let newValue else { return remove(id) }
            if values.updateValue(newValue, forKey: id) == nil {
                places[id] = order.count
                order.append(id)
            }
        }
    }

    private mutating func remove(_ id: String) {
        guard values.removeValue(forKey: id) != nil, let place = places.removeValue(forKey: id) else { return }
        order[place] = nil
        guard order.count > 2 * values.count + 16 else { return }
        order.removeAll { $0 == nil }
        for (place, id) in order.enumerated() {
            if let id { places[id] = place }
        }
    }

    /// A page of values, and whether more follow.
    /// - Parameters:
    ///   - cursor: Identifier before the page; `nil` for the first page.
    ///   - limit: Maximum number of values.
    ///   - isAscending: Whether the oldest value comes first.
    ///   - accepts: Filter of the values.
    /// - Returns: The page; `nil` when no value has the cursor's identifier.
    func page(
        after cursor: String?,
        limit: Int,
        isAscending: Bool = false,
        where accepts: (Value) -> Bool = { _ in true }
    ) -> Page<Value>? {
        identifiers(after: cursor, limit: limit, isAscending: isAscending) { id in
            values[id].map(accepts) ?? false
        }
        .map { page in Page(values: page.values.compactMap { values[$0] }, hasMore: page.hasMore) }
    }

    /// A page of identifiers; see ``page(after:limit:isAscending:where:)``.
    func identifiers(
        after cursor: String?,
        limit: Int,
        isAscending: Bool = false,
        where accepts: (String) -> Bool
    ) -> Page<String>? {
        var index = isAscending ? 0 : order.count - 1
        let step = isAscending ? 1 : -1
        if let cursor {
            guard let place = places[cursor] else { return nil }
            index = place + step
        }
        var page = Page<String>(values: [], hasMore: false)
        while order.indices.contains(index) {
            if let id = order[index], accepts(id) {
                guard page.values.count < limit else {
                    page.hasMore = true
                    break
                }
                page.values.append(id)
            }
            index += step
        }
        return page
    }

    /// All values, oldest first.
    var all: [Value] { order.compactMap { $0.flatMap { values[$0] } } }
}

/// A page of a list.
struct Page<Value: Sendable>: Sendable {
    var values: [Value]
    var hasMore: Bool
}
