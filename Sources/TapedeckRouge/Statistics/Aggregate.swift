// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Count, mean and bootstrap interval of one metric over many pairs.
public struct Aggregate: Sendable, Hashable {
    /// Number of pairs, at least 1.
    public let count: Int
    /// Plain means, summed in input order: the same on every run.
    public let mean: Score
    /// The bootstrap interval, when one was asked for.
    public internal(set) var interval: Interval?
}

/// Quantiles of resampled means.
///
/// Precision, recall and F1 have quantiles of their own: `mid.f1` does not follow from the other two. It is
/// the number that Hugging Face `evaluate` reports; it is not the mean.
public struct Interval: Sendable, Hashable {
    /// The lower bound.
    public let low: Score
    /// The median of the resampled means.
    public let mid: Score
    /// The upper bound.
    public let high: Score
}
