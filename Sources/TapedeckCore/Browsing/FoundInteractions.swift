// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The interactions that a search has found so far.
package struct FoundInteractions: Sendable, Hashable {
    /// Maximum number of interactions that one call finds; the rest is found by calling again.
    package static let limit = 100_000

    /// Their numbers, in ascending order.
    package private(set) var ranges: [ClosedRange<InteractionID>] = []
    /// How many there are.
    package private(set) var count = 0
    /// The number after which to go on; `nil` when everything was searched.
    package var next: InteractionID?

    /// Nothing found, and nothing left to search.
    package init() {}

    /// Adds interactions with adjacent numbers.
    package init(_ range: ClosedRange<InteractionID>) {
        ranges = [range]
        count = Int(range.upperBound - range.lowerBound) + 1
    }

    /// Adds the next interaction.
    /// - Parameter id: A number higher than those before it.
    package mutating func append(_ id: InteractionID) {
        count += 1
        if let last = ranges.last, last.upperBound + 1 == id {
            ranges[ranges.count - 1] = last.lowerBound...id
        } else {
            ranges.append(id...id)
        }
    }
}
