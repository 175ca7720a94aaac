// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A set of interaction numbers, one bit each: a million take 125 kB.
struct InteractionSet: Sendable, Hashable {
    private var words: [UInt64] = []
    private(set) var count = 0

    func contains(_ id: InteractionID) -> Bool {
        let word = Int(id / 64)
        return word < words.count && words[word] & (1 << UInt64(id % 64)) != 0
    }

    mutating func formUnion(_ other: InteractionSet) {
        if other.words.count > words.count {
            words += [UInt64](repeating: 0, count: other.words.count - words.count)
        }
        for (index, word) in other.words.enumerated() { words[index] |= word }
        count = words.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    mutating func insert(_ id: InteractionID) {
        guard !contains(id) else { return }
        let word = Int(id / 64)
        if word >= words.count { words += [UInt64](repeating: 0, count: word + 1 - words.count) }
        words[word] |= 1 << UInt64(id % 64)
        count += 1
    }
}
