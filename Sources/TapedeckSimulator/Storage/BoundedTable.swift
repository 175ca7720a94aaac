// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A table of values by identifier, limited in number and size; the oldest are dropped first.
struct BoundedTable<Value: Sendable>: Sendable {
    private let countLimit: Int
    private let sizeLimit: Int
    private var table = OrderedTable<(value: Value, size: Int)>()
    /// Identifiers in order of creation, from `oldest` on, deleted ones included.
    private var arrivals: [String] = []
    private var oldest = 0
    private var size = 0

    /// - Parameters:
    ///   - countLimit: Maximum number of values.
    ///   - sizeLimit: Maximum estimated size, in bytes.
    init(countLimit: Int, sizeLimit: Int) {
        self.countLimit = countLimit
        self.sizeLimit = sizeLimit
    }

    /// The number of values.
    var count: Int { table.count }

    /// The value with this identifier.
    subscript(id: String) -> Value? { table[id]?.value }

    /// Adds a value.
    /// - Parameters:
    ///   - value: The value.
    ///   - id: Its identifier, which is new.
    ///   - size: Its estimated size in memory, in bytes.
    mutating func add(_ value: Value, as id: String, size: Int) {
        table[id] = (value, size)
        arrivals.append(id)
        self.size += size
        while table.count > 1, table.count > countLimit || self.size > sizeLimit, oldest < arrivals.count {
            remove(arrivals[oldest])
            oldest += 1
        }
        if oldest > 1000, oldest * 2 > arrivals.count {
            arrivals.removeFirst(oldest)
            oldest = 0
        }
    }

    /// Replaces a value by one of the same size.
    mutating func replace(_ id: String, with value: Value) {
        guard let size = table[id]?.size else { return }
        table[id] = (value, size)
    }

    /// Removes a value, if there is one.
    mutating func remove(_ id: String) {
        guard let size = table[id]?.size else { return }
        self.size -= size
        table[id] = nil
    }

    /// All values, oldest first.
    var all: [Value] { table.all.map(\.value) }

    /// A page of values; see ``OrderedTable/page(after:limit:isAscending:where:)``.
    func page(
        after cursor: String?,
        limit: Int,
        isAscending: Bool,
        where accepts: (Value) -> Bool
    ) -> Page<Value>? {
        table.page(after: cursor, limit: limit, isAscending: isAscending) { accepts($0.value) }
            .map { Page(values: $0.values.map(\.value), hasMore: $0.hasMore) }
    }
}
