// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The scores of one pair, one for each metric of its scorer, in the scorer's order.
public struct RougeScores: Sendable, Hashable, RandomAccessCollection {
    /// The metrics, in order.
    public let metrics: [RougeMetric]
    let scores: ArraySlice<Score>

    /// The first position.
    public var startIndex: Int { 0 }
    /// The position after the last.
    public var endIndex: Int { metrics.count }

    /// The metric and the score at a position.
    public subscript(position: Int) -> (metric: RougeMetric, score: Score) {
        (metrics[position], scores[scores.startIndex + position])
    }

    /// The score of a metric; nil when the scorer does not compute it.
    public subscript(metric: RougeMetric) -> Score? {
        metrics.firstIndex(of: metric).map { scores[scores.startIndex + $0] }
    }
}
