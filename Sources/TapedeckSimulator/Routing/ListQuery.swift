// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The query of a list: how many, from where, in which order, and filters.
struct ListQuery: Sendable {
    /// The items of the query, by name.
    let items: [QueryItem]

    init(_ query: String?) {
        self.items = query.map { QueryItem.list($0) } ?? []
    }

    /// The last value of a name; an empty one is none.
    subscript(name: String) -> String? {
        items.last { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The number of objects a page may have; lists of most kinds have no most.
    /// - Throws: ``APIError`` when it is no integer, or outside the range.
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
    /// - Throws: ``APIError`` when the order is none of the two.
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

    /// The object after which the page begins.
    var after: String? { self["after"] }

    /// The pairs that `metadata[key]=value` asks for.
    var metadata: [(key: String, value: String)] {
        items.compactMap { item in
            guard item.name.hasPrefix("metadata["), item.name.hasSuffix("]") else { return nil }
            return (String(item.name.dropFirst("metadata[".count).dropLast()), item.value)
        }
    }
}
