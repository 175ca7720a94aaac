// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// Pairs the interactions of two cassettes, in about a hundred bytes of memory for each.
struct InteractionPairing {
    /// Two interactions that belong together, or one that stands alone.
    struct Pair {
        let left: InteractionID?
        let right: InteractionID?
        /// Whether request and answer are known to be the same but for what is volatile.
        let hasSameAnswer: Bool
    }

    private struct Entry {
        let id: InteractionID
        /// Session and fingerprint.
        let request: ShortDigest
        /// Session, method and path.
        let place: ShortDigest
        let answer: ShortDigest
    }

    /// All pairs: in the order of the second cassette, what was removed where it stood in the first.
    let pairs: [Pair]

    init(_ first: Cassette, _ second: Cassette, progress: () -> Void) throws {
        let left = try Self.entries(first, progress)
        let right = try Self.entries(second, progress)
        var partners = [Int?](repeating: nil, count: left.count)
        let rest = Self.match(left, Array(right.indices), right, by: \.request, into: &partners)
        let added = Set(Self.match(left, rest, right, by: \.place, into: &partners))
        self.pairs = Self.ordered(left, right, partners, added)
    }

    private static func ordered(_ left: [Entry], _ right: [Entry], _ partners: [Int?], _ added: Set<Int>) -> [Pair] {
        var pairs: [Pair] = []
        pairs.reserveCapacity(left.count + added.count)
        var next = 0
        for (index, entry) in left.enumerated() {
            guard let partner = partners[index] else {
                pairs.append(Pair(left: entry.id, right: nil, hasSameAnswer: false))
                continue
            }
            while next < partner {
                if added.contains(next) { pairs.append(Pair(left: nil, right: right[next].id, hasSameAnswer: false)) }
                next += 1
            }
            let other = right[partner]
            let isSame = entry.request == other.request && entry.answer == other.answer
            pairs.append(Pair(left: entry.id, right: other.id, hasSameAnswer: isSame))
        }
        for index in next..<max(next, right.count) where added.contains(index) {
            pairs.append(Pair(left: nil, right: right[index].id, hasSameAnswer: false))
        }
        return pairs
    }

    /// Gives entries that have no partner yet one with the same key, in order.
    /// - Returns: What of the right stays alone.
    private static func match(
        _ left: [Entry],
        _ candidates: [Int],
        _ right: [Entry],
        by key: KeyPath<Entry, ShortDigest>,
        into partners: inout [Int?]
    ) -> [Int] {
        var waiting: [ShortDigest: [Int]] = [:]
        for index in left.indices.reversed() where partners[index] == nil {
            waiting[left[index][keyPath: key], default: []].append(index)
        }
        return candidates.filter { candidate in
            guard let index = waiting[right[candidate][keyPath: key]]?.popLast() else { return true }
            partners[index] = candidate
            return false
        }
    }

    private static func entries(_ cassette: Cassette, _ progress: () -> Void) throws -> [Entry] {
        var entries: [Entry] = []
        try cassette.forEachRow { row in
            entries.append(
                Entry(
                    id: row.id,
                    request: ShortDigest(session: row.session, fingerprint: row.fingerprint),
                    place: ShortDigest(session: row.session, fingerprint: Data("\(row.method) \(row.path)".utf8)),
                    answer: try ShortDigest(answerOf: row)
                )
            )
            progress()
        }
        return entries
    }
}
