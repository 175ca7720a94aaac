// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The work that a list of metrics needs from the engine.
struct ScoringPlan: Sendable {
    let kinds: [RougeMetric.Kind]
    /// The longest n-gram asked for; 0 for none.
    let longestNGram: Int
    let needsSubsequence: Bool
    let needsSummary: Bool
    /// Whether the tokens of the whole text matter, and not only those of its sentences.
    let needsText: Bool

    init(_ metrics: [RougeMetric]) {
        kinds = metrics.map(\.kind)
        longestNGram = kinds.reduce(0) { longest, kind in
            if case .ngram(let length) = kind { max(longest, length) } else { longest }
        }
        needsSubsequence = kinds.contains(.longestCommonSubsequence)
        needsSummary = kinds.contains(.summary)
        needsText = longestNGram > 0 || needsSubsequence
    }
}
