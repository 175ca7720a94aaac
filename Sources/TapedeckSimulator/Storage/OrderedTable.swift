// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Values by identifier that also keep the order in which they came.
///
/// A page is read in time linear in its length, wherever it begins; removing leaves a gap that is closed once half of
/// the places are gaps.
struct OrderedTable<Value: Sendable>: Sendable {
    private var values: SpelledDictionary<Value> = [:]
    private var places: SpelledDictionary<Int> = [:]
    private var order: [String?] = []

    /// The number of values.
    var count: Int { values.count }

    /// The value of an identifier; setting `nil` removes it.
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

    /// A page of the values, and whether more follow it.
    /// - Parameters:
    ///   - cursor: The identifier after which the page begins, if not at the beginning.
    ///   - limit: The most values.
    ///   - isAscending: Whether the first that came is the first of the list.
    ///   - accepts: Which values belong to the list.
    /// - Returns: The page; `nil` when there is no value of the cursor's identifier.
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

    /// A page of the identifiers; see ``page(after:limit:isAscending:where:)``.
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

    /// All values, the first that came first.
    var all: [Value] { order.compactMap { $0.flatMap { values[$0] } } }
}

/// A part of a list.
struct Page<Value: Sendable>: Sendable {
    var values: [Value]
    var hasMore: Bool
}
