// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The page sizes of lists: how many objects a page has without `limit`.
enum PageSize {
    /// Also the maximum.
    static let files = 10_000
    static let jobs = 20
    static let events = 20
    /// Maximum for events, whatever `limit` says: a job may have millions.
    static let maximumEvents = 10_000
    static let checkpoints = 10
    static let permissions = 10
    static let completions = 20
    static let batches = 20
    static let maximumBatches = 100
    /// Messages of a stored completion.
    static let messages = 20
}

/// The query of a list request: page size, start, order and filters.
struct ListQuery: Sendable {
    /// The parameters in their order.
    let items: [QueryItem]

    init(_ query: String?) {
        self.items = query.map { QueryItem.list($0) } ?? []
    }

    /// The last value of a parameter; `nil` when it is missing or empty.
    subscript(name: String) -> String? {
        items.last { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The page size: `limit`, else the default; most lists have no maximum.
    /// - Throws: ``APIError`` when it is not an integer, or outside the range.
    func limit(default standard: Int, in range: ClosedRange<Int> = 1...Int.max) throws(APIError) -> Int {
        guard let text = self["limit"] else { return standard }
        guard let limit = Int(text) else {
            throw .wrongType("limit", expected: "an integer", got: .string(text))
        }
        guard range.contains(limit) else {
            let isBelow = limit < range.lowerBound
            throw .outOfRange(
                "limit",
                isInteger: true,
                isBelow: isBelow,
                bound: "\(isBelow ? range.lowerBound : range.upperBound)",
                got: text
            )
        }
        return limit
    }

    /// Whether the oldest object comes first.
    /// - Throws: ``APIError`` when `order` has another value.
    func isAscending(
        default standard: Bool = false,
        names: (ascending: String, descending: String) = ("asc", "desc")
    ) throws(APIError) -> Bool {
        guard let order = self["order"] else { return standard }
        guard order == names.ascending || order == names.descending else {
            throw .wrongValue("order", got: order, supported: [names.ascending, names.descending])
        }
        return order == names.ascending
    }

    /// Identifier of the object before the page.
    var after: String? { self["after"] }

    /// Metadata filters, `metadata[key]=value`.
    var metadata: [(key: String, value: String)] {
        items.compactMap { item in
            guard item.name.hasPrefix("metadata["), item.name.hasSuffix("]") else { return nil }
            return (String(item.name.dropFirst("metadata[".count).dropLast()), item.value)
        }
    }
}
