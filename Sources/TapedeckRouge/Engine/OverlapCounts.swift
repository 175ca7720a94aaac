// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Exact counts of one pair; scores are made from nothing else.
struct OverlapCounts: ~Copyable {
    /// The longest n-gram of any metric.
    static let longestNGram = 9

    /// Clipped matches by the length of the n-gram.
    let ngrams = Scratch<Int>(capacity: OverlapCounts.longestNGram + 1)
    /// Length of the longest common subsequence of the whole texts.
    var subsequence = 0
    /// Clipped size of the unions of subsequences, sentence by sentence.
    var summary = 0
    var candidateTokens = 0
    var referenceTokens = 0
    /// Tokens of all sentences; the same as those of the text unless the caller split it.
    var candidateSummaryTokens = 0
    var referenceSummaryTokens = 0

    /// The score of one metric.
    @inline(__always)
    func score(_ kind: RougeMetric.Kind) -> Score {
        switch kind {
        case .ngram(let length):
            Score(
                overlap: ngrams[length],
                candidate: candidateTokens - length + 1,
                reference: referenceTokens - length + 1
            )
        case .longestCommonSubsequence:
            Score(overlap: subsequence, candidate: candidateTokens, reference: referenceTokens)
        case .summary:
            Score(overlap: summary, candidate: candidateSummaryTokens, reference: referenceSummaryTokens)
        }
    }
}
