// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Numbers of samples on which one model scored higher than another, the same, or lower.
package struct SampleOutcomes: Sendable, Hashable {
    /// The largest difference of two F1 scores that count as equal: far below one word, far above rounding.
    private static let tolerance = 1e-9

    /// Number of samples with a higher F1.
    package private(set) var won = 0
    /// Number of samples with the same F1.
    package private(set) var tied = 0
    /// Number of samples with a lower F1.
    package private(set) var lost = 0

    /// Counts the outcomes of paired scores.
    /// - Parameters:
    ///   - scores: The F1 of each sample, in `0...1`.
    ///   - others: The F1 of the other model on the same samples.
    init(_ scores: [Double], against others: [Double]) {
        for (score, other) in zip(scores, others) {
            if abs(score - other) <= Self.tolerance {
                tied += 1
            } else if score > other {
                won += 1
            } else {
                lost += 1
            }
        }
    }

    /// The outcomes of the other model.
    var reversed: SampleOutcomes {
        var reversed = self
        (reversed.won, reversed.lost) = (lost, won)
        return reversed
    }

    /// The numbers in words.
    var words: String { "\(won) won, \(tied) tied, \(lost) lost" }
}
