// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A set of interaction numbers, small when they lie close together.
package struct NumberSet: Sendable, Hashable {
    /// The ranges in order, none touching another.
    package private(set) var ranges: [ClosedRange<InteractionID>] = []

    /// Creates the empty set.
    package init() {}

    /// Reads a list of numbers and ranges, such as `1-4,7`; `nil` when it is none.
    package init?(_ text: String) {
        for item in text.split(separator: ",") {
            guard let range = ClosedRange<InteractionID>(numbers: item) else { return nil }
            ranges.append(range)
        }
        normalize()
    }

    /// The number of numbers.
    package var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }

    /// Whether a number is in the set.
    package func contains(_ id: InteractionID) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < id { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(id)
    }

    /// Adds a number; the quickest in ascending order.
    package mutating func insert(_ id: InteractionID) {
        if let last = ranges.last, id == last.upperBound + 1 {
            ranges[ranges.count - 1] = last.lowerBound...id
        } else if !contains(id) {
            let isLast = ranges.last.map { $0.upperBound < id } ?? true
            ranges.append(id...id)
            if !isLast { normalize() }
        }
    }

    private mutating func normalize() {
        var merged: [ClosedRange<InteractionID>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }
}

extension NumberSet: CustomStringConvertible {
    /// The list that reading gives the same set, such as `1-4,7`.
    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}

extension ClosedRange<InteractionID> {
    /// Reads a number or a range, such as `7` or `1-4`; numbers begin at 1.
    package init?(numbers text: some StringProtocol) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { InteractionID($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first > 0, first <= last,
            last < .max
        else { return nil }
        self = first...last
    }
}
