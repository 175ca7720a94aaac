// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

/// How often each term, the stem of a word, is in a chunk.
struct ChunkTerms: Sendable {
    /// The number of words.
    let wordCount: Int
    /// The terms as hashes, in ascending order.
    private let hashes: [UInt32]
    private let counts: [UInt16]

    init(_ text: String) {
        let words = EmbeddedWords.list(text)
        var numbers: [UInt32: UInt16] = [:]
        for word in words {
            let hash = Self.hash(stem(word))
            numbers[hash] = min((numbers[hash] ?? 0) + 1, UInt16.max - 1)
        }
        wordCount = words.count
        hashes = numbers.keys.sorted()
        counts = hashes.map { numbers[$0] ?? 0 }
    }

    /// How often the chunk has a term.
    func count(of hash: UInt32) -> Int {
        var (low, high) = (0, hashes.count)
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == hash ? Int(counts[low]) : 0
    }

    /// The hash of a term.
    static func hash(_ term: String) -> UInt32 {
        let hash = FeatureHash.text(term)
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
