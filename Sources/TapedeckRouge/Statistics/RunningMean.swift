// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Means over a stream of scores, in constant memory.
///
/// Sums run in the order of the calls; the result equals ``ScoreTable/aggregates(bootstrap:)`` over the same rows.
public struct RunningMean: Sendable, Hashable {
    /// The metrics of each row, in order.
    package let metrics: [RougeMetric]
    /// Number of rows added.
    package private(set) var count: Int = 0
    private var precisions: [Double]
    private var recalls: [Double]
    private var f1s: [Double]

    /// Creates a mean over no rows.
    /// - Parameter metrics: The metrics of each row, in order.
    public init(metrics: [RougeMetric]) {
        self.metrics = metrics
        precisions = Array(repeating: 0, count: metrics.count)
        recalls = precisions
        f1s = precisions
    }

    /// Adds the scores of one pair.
    /// - Parameter scores: A row of the same metrics.
    public mutating func add(_ scores: RougeScores) {
        precondition(scores.count == metrics.count, "A row of other metrics")
        count += 1
        for index in metrics.indices {
            let score = scores[index].score
            precisions[index] += score.precision
            recalls[index] += score.recall
            f1s[index] += score.f1
        }
    }

    /// The aggregate of each metric, without intervals; empty when nothing was added.
    public var aggregates: [RougeMetric: Aggregate] {
        guard count > 0 else { return [:] }
        let size = Double(count)
        var result: [RougeMetric: Aggregate] = [:]
        for (index, metric) in metrics.enumerated() {
            let mean = Score(
                precision: precisions[index] / size,
                recall: recalls[index] / size,
                f1: f1s[index] / size
            )
            result[metric] = Aggregate(count: count, mean: mean, interval: nil)
        }
        return result
    }
}
