// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

/// The query of a search, and how well a chunk covers it.
///
/// Chunks are ranked by their words, as BM25 does, not by embeddings: a chunk of 800 tokens and a question of ten share so
/// little of their vectors that noise would decide, while names, numbers and codes, which tests ask for, must be found.
/// Unlike in BM25, the weight of a word does not depend on the other files, and the score is a share of the query. So a
/// score lies between 0 and 1, and it stays the same when files are added.
struct StoreQuery: Sendable {
    /// Maximum number of different words that count, in all queries of a search.
    private static let termLimit = 256
    /// How fast more of the same word adds less, in a chunk of the usual length.
    private static let saturation = 0.3
    /// Usual number of words of a chunk.
    private static let usualLength = 300.0

    private struct Term: Sendable {
        let hash: UInt32
        let weight: Double
    }

    private let terms: [Term]
    private let totalWeight: Double

    /// - Parameters:
    ///   - text: The query.
    ///   - queryCount: The number of queries of the search.
    init(_ text: String, queryCount: Int = 1) {
        let limit = max(4, Self.termLimit / max(1, queryCount))
        var terms: [Term] = []
        var known: Set<UInt32> = []
        for word in EmbeddedWords.list(text) where terms.count < limit {
            let hash = ChunkTerms.hash(stem(word))
            if known.insert(hash).inserted { terms.append(Term(hash: hash, weight: WordWeight.weight(of: word))) }
        }
        self.terms = terms
        totalWeight = terms.reduce(0) { $0 + $1.weight }
    }

    /// How much of the query a chunk covers, `0...1`.
    func score(_ chunk: ChunkTerms) -> Double {
        guard totalWeight > 0 else { return 0 }
        let length = Double(chunk.wordCount) / Self.usualLength
        let damping = Self.saturation * (0.5 + 0.5 * length)
        var sum = 0.0
        for term in terms {
            let count = Double(chunk.count(of: term.hash))
            sum += term.weight * count / (count + damping)
        }
        // Four digits: more would only show rounding.
        return (sum / totalWeight * 10_000).rounded() / 10_000
    }

    /// The words of a question that say what to look for; the whole text when it has none.
    static func rewritten(_ text: String) -> String {
        let words = EmbeddedWords.list(text).filter { !WordWeight.isCommon($0) }
        return words.isEmpty ? text : words.joined(separator: " ")
    }
}
