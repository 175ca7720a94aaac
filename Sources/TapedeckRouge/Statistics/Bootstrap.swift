// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Bootstrap intervals with the same numbers as `rouge_score`'s `BootstrapAggregator` over NumPy's seeded stream.
///
/// Each resample draws as many rows as there are, with repetition, and takes the mean of each column; the interval
/// holds quantiles of these means. The same seed gives the same bits everywhere.
///
/// Source: `rouge_score` 0.1.2, `scoring.py`; NumPy's legacy generator and its linear quantile.
public struct Bootstrap: Sendable, Hashable {
    /// Number of resamples when none is given: 1000, as in `rouge_score`.
    public static let defaultResamples = 1000

    /// Share of the resampled means inside the interval, in `0...1`.
    package let confidence: Double
    /// Number of resamples.
    package let resamples: Int
    /// Seed of the random stream, as for `np.random.seed`.
    package let seed: UInt32

    /// Creates a bootstrap.
    /// - Parameters:
    ///   - confidence: Share of the resampled means inside the interval, in `0...1`.
    ///   - resamples: Number of resamples, at least 1.
    ///   - seed: Seed of the random stream.
    /// - Throws: ``RougeError`` with code `invalidConfidence` or `invalidResamples`.
    public init(confidence: Double = 0.95, resamples: Int = defaultResamples, seed: UInt32 = 0) throws(RougeError) {
        guard confidence >= 0, confidence <= 1 else {
            throw RougeError(
                code: .invalidConfidence,
                message: "Confidence \(confidence) is not between 0 and 1. Give a share, such as 0.95."
            )
        }
        guard resamples > 0 else {
            throw RougeError(
                code: .invalidResamples,
                message: "The number of resamples must be at least 1, and is \(resamples). "
                    + "\(Self.defaultResamples) is usual."
            )
        }
        self.confidence = confidence
        self.resamples = resamples
        self.seed = seed
    }

    /// Computes the interval of each column, in order, with one random stream running through them.
    /// - Parameter columns: Scores of one metric each.
    /// - Returns: An interval for each column; nil for an empty one.
    /// - Complexity: O(resamples · scores).
    package func intervals(of columns: [[Score]]) -> [Interval?] {
        var stream = MersenneTwister(seed: seed)
        return intervals(of: columns, &stream)
    }

    package func intervals(of columns: [[Score]], _ stream: inout MersenneTwister) -> [Interval?] {
        columns.map { $0.isEmpty ? nil : interval(of: $0, &stream) }
    }

    private func interval(of scores: [Score], _ stream: inout MersenneTwister) -> Interval {
        var (precisions, recalls, f1s): ([Double], [Double], [Double]) = ([], [], [])
        let count = UInt32(scores.count)
        scores.withUnsafeBufferPointer { scores in
            for _ in 0..<resamples {
                // Plain sums in draw order, starting with the first draw: the order is part of the result.
                var (precision, recall, f1) = (0.0, 0.0, 0.0)
                for _ in 0..<count {
                    let score = scores[Int(stream.next(below: count))]
                    precision += score.precision
                    recall += score.recall
                    f1 += score.f1
                }
                precisions.append(precision / Double(count))
                recalls.append(recall / Double(count))
                f1s.append(f1 / Double(count))
            }
        }
        precisions.sort()
        recalls.sort()
        f1s.sort()
        let delta = (1 - confidence) / 2
        func score(_ level: Double) -> Score {
            // NumPy takes percents and divides them again, which can round.
            let share = 100 * level / 100
            return Score(
                precision: Self.quantile(precisions, share),
                recall: Self.quantile(recalls, share),
                f1: Self.quantile(f1s, share)
            )
        }
        return Interval(low: score(delta), mid: score(0.5), high: score(1 - delta))
    }

    /// NumPy's linear quantile of sorted values.
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let last = sorted.count - 1
        let place = Double(last) * share
        guard place < Double(last) else { return sorted[last] }
        let index = Int(place)
        let fraction = place - Double(index)
        let (low, high) = (sorted[index], sorted[index + 1])
        let width = high - low
        return fraction < 0.5 ? low + width * fraction : high - width * (1 - fraction)
    }
}
