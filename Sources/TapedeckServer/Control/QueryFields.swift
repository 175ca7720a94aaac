// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The fields of a query, each read once and within bounds.
struct QueryFields {
    /// Maximum number of bytes of a query.
    private static let limit = 16 << 10

    private let values: [String: String]

    /// Reads a query.
    /// - Parameters:
    ///   - query: The query without its question mark.
    ///   - names: The fields that there may be.
    /// - Throws: ``QueryError`` for a field of another name, and one given twice.
    init(_ query: String?, allowing names: [String]) throws(QueryError) {
        var values: [String: String] = [:]
        guard (query?.utf8.count ?? 0) <= Self.limit else {
            throw QueryError("The query is longer than \(Self.limit) bytes.")
        }
        for item in QueryItem.list(query ?? "") {
            guard names.contains(item.name) else {
                throw QueryError("'\(item.name)' is no field of this URL; it takes \(names.joined(separator: ", ")).")
            }
            guard values.updateValue(item.value, forKey: item.name) == nil else {
                throw QueryError("'\(item.name)' is given twice.")
            }
        }
        self.values = values
    }

    /// The text of a field; `nil` when it is not given.
    func text(_ name: String) -> String? { values[name] }

    /// The number of a field.
    /// - Throws: ``QueryError`` when it is none, or out of bounds.
    func number(_ name: String, in bounds: ClosedRange<Int64>, otherwise value: Int64) throws(QueryError) -> Int64 {
        guard let text = values[name] else { return value }
        guard let number = Int64(text), bounds.contains(number) else {
            throw QueryError(
                "'\(name)' takes a number from \(bounds.lowerBound) to \(bounds.upperBound), not '\(text.prefix(100))'."
            )
        }
        return number
    }

    /// The numbers of a field, such as `3-9,12`.
    /// - Throws: ``QueryError`` when they are none, not in order, or too many ranges.
    func ranges(_ name: String, limit: Int) throws(QueryError) -> [ClosedRange<Int64>]? {
        guard let text = values[name] else { return nil }
        var ranges: [ClosedRange<Int64>] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
            guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, 0 < first, first <= last,
                first > ranges.last?.upperBound ?? 0, ranges.count < limit
            else {
                throw QueryError(
                    "'\(name)' takes at most \(limit) numbers or ranges in ascending order, such as 3-9,12, not "
                        + "'\(text.prefix(100))'."
                )
            }
            ranges.append(first...last)
        }
        return ranges
    }
}

/// An error in a query.
struct QueryError: Error {
    /// What is wrong, in one line.
    let message: String

    init(_ message: String) { self.message = message }
}
