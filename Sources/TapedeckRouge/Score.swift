// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Precision, recall and F1 of one metric.
///
/// Each is in `0...1`. The three are the doubles that `rouge_score` 0.1.2 computes, bit for bit.
public struct Score: Sendable, Hashable {
    /// Overlap divided by the size of the candidate.
    public let precision: Double
    /// Overlap divided by the size of the reference.
    public let recall: Double
    /// Harmonic mean of precision and recall; 0 when both are 0.
    public let f1: Double

    /// A score of no overlap.
    package static let zero = Self(precision: 0, recall: 0, f1: 0)

    /// Creates a score from three values.
    /// - Parameters:
    ///   - precision: Overlap divided by the size of the candidate.
    ///   - recall: Overlap divided by the size of the reference.
    ///   - f1: Harmonic mean of the two.
    package init(precision: Double, recall: Double, f1: Double) {
        self.precision = precision
        self.recall = recall
        self.f1 = f1
    }

    /// Creates a score from exact counts.
    ///
    /// One correctly rounded division each for precision and recall. F1 is `((2·p)·r)/(p+r)` with every operation
    /// rounded and none fused: the shorter `2·overlap/(candidate+reference)` differs in the last bit.
    /// - Parameters:
    ///   - overlap: Units in common.
    ///   - candidate: Units of the candidate; 0 counts as 1.
    ///   - reference: Units of the reference; 0 counts as 1.
    @inline(__always)
    init(overlap: Int, candidate: Int, reference: Int) {
        guard overlap > 0 else {
            self = .zero
            return
        }
        precision = Double(overlap) / Double(candidate)
        recall = Double(overlap) / Double(reference)
        let sum = precision + recall
        f1 = 2 * precision * recall / sum
    }
}
