// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A binary heap of pairs: the lowest rank first, of several the leftmost.
struct PairHeap {
    /// A pair in one word, so that the order of words is that of pairs.
    struct Pair {
        fileprivate let word: UInt64

        init(rank: UInt32, start: Int) { word = UInt64(rank) << 32 | UInt64(truncatingIfNeeded: start) }

        fileprivate init(word: UInt64) { self.word = word }

        var rank: UInt32 { UInt32(truncatingIfNeeded: word >> 32) }
        var start: Int { Int(UInt32(truncatingIfNeeded: word)) }
    }

    private var words: [UInt64] = []

    /// Adds a pair before the heap is put in order.
    mutating func append(_ pair: Pair) { words.append(pair.word) }

    /// Puts the heap in order; an ascending array is a heap.
    mutating func order() { words.sort() }

    mutating func insert(_ pair: Pair) {
        words.append(pair.word)
        var index = words.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard words[parent] > pair.word else { break }
            words[index] = words[parent]
            index = parent
        }
        words[index] = pair.word
    }

    mutating func popLowest() -> Pair? {
        guard let lowest = words.first, let last = words.popLast() else { return nil }
        guard !words.isEmpty else { return Pair(word: lowest) }
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < words.count else { break }
            if child + 1 < words.count, words[child + 1] < words[child] { child += 1 }
            guard words[child] < last else { break }
            words[index] = words[child]
            index = child
        }
        words[index] = last
        return Pair(word: lowest)
    }
}
