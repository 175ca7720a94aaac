// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The scores of a batch: a row for each pair, in input order.
///
/// One block of memory, 24 bytes for each score.
public struct ScoreTable: Sendable, Hashable, RandomAccessCollection {
    /// The metrics of each row, in order.
    public let metrics: [RougeMetric]
    /// Number of pairs.
    public private(set) var count: Int
    private var scores: [Score]

    /// Creates a table without rows.
    /// - Parameter metrics: The metrics of each row, in order.
    package init(metrics: [RougeMetric]) { self.init(metrics: metrics, count: 0, scores: []) }

    init(metrics: [RougeMetric], count: Int, scores: [Score]) {
        self.metrics = metrics
        self.count = count
        self.scores = scores
    }

    /// The first row.
    public var startIndex: Int { 0 }
    /// The position after the last row.
    public var endIndex: Int { count }

    /// The scores of a pair.
    public subscript(position: Int) -> RougeScores {
        precondition(position >= 0 && position < count, "Row \(position) of a table of \(count)")
        let start = position * metrics.count
        return RougeScores(metrics: metrics, scores: scores[start..<(start + metrics.count)])
    }

    /// The scores of one metric, in row order; nil when the scorer does not compute it.
    public func column(_ metric: RougeMetric) -> [Score]? {
        guard let column = metrics.firstIndex(of: metric) else { return nil }
        return stride(from: column, to: scores.count, by: metrics.count).map { scores[$0] }
    }

    /// Appends the rows of another table of the same metrics.
    /// - Parameter other: The rows to add; its metrics must be the same, in the same order.
    package mutating func append(_ other: Self) {
        precondition(metrics == other.metrics, "Tables of different metrics")
        scores += other.scores
        count += other.count
    }

    mutating func reserve(_ rows: Int) { scores.reserveCapacity(rows * metrics.count) }

    /// Mean, count and, when asked for, bootstrap intervals of each metric.
    ///
    /// Means are summed in row order; the random stream of the bootstrap runs through the metrics in their order.
    /// - Parameter bootstrap: How to resample; nil computes no intervals.
    /// - Returns: An aggregate for each metric; empty for a table without rows.
    /// - Complexity: O(rows · metrics), times the number of resamples with a bootstrap.
    public func aggregates(bootstrap: Bootstrap? = nil) -> [RougeMetric: Aggregate] {
        guard count > 0 else { return [:] }
        var mean = RunningMean(metrics: metrics)
        for row in self { mean.add(row) }
        var result = mean.aggregates
        if let bootstrap {
            let intervals = bootstrap.intervals(of: metrics.map { column($0) ?? [] })
            for (metric, interval) in zip(metrics, intervals) { result[metric]?.interval = interval }
        }
        return result
    }
}
