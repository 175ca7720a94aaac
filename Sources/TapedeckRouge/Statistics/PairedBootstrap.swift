// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A significance test of the difference between two systems that were scored on the same samples.
///
/// Each resample draws as many samples as there are, with repetition, and takes the mean difference of each column
/// over them; all columns share the draws. The random stream is NumPy's legacy one, so the same seed gives the same
/// bits everywhere.
///
/// Source: Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, chapters 13 and 15; Koehn, *Statistical
/// Significance Tests for Machine Translation Evaluation*, 2004.
public struct PairedBootstrap: Sendable, Hashable {
    /// Confidence, number of resamples, and seed.
    package let bootstrap: Bootstrap

    /// Creates a test.
    /// - Parameter bootstrap: Confidence, number of resamples, and seed.
    public init(_ bootstrap: Bootstrap) { self.bootstrap = bootstrap }

    /// Computes the mean difference, first system minus second, of each column.
    /// - Parameters:
    ///   - first: Scores of the first system, a column for each metric, a value for each sample.
    ///   - second: Scores of the second system on the same samples, in the same shape.
    /// - Returns: A difference for each column; empty when there are no columns or no samples.
    /// - Complexity: O(resamples · samples · columns).
    public func differences(of first: [[Double]], from second: [[Double]]) -> [PairedDifference] {
        precondition(first.map(\.count) == second.map(\.count), "Columns of different lengths")
        let samples = first.first?.count ?? 0
        precondition(first.allSatisfy { $0.count == samples }, "Columns of different lengths")
        guard samples > 0 else { return [] }
        let groups = stride(from: 0, to: first.count, by: 4).map { start in
            let columns = start..<min(start + 4, first.count)
            return (0..<samples).map { sample in
                var row = SIMD4<Double>.zero
                for column in columns { row[column - start] = first[column][sample] - second[column][sample] }
                return row
            }
        }
        var resampled = resampledMeans(of: groups, samples)
        return first.indices.map { column in
            var sum = 0.0
            for row in groups[column / 4] { sum += row[column % 4] }
            return difference(mean: sum / Double(samples), count: samples, &resampled[column])
        }
    }

    /// The resampled means of each column, in the order of drawing; a group has four columns.
    private func resampledMeans(of groups: [[SIMD4<Double>]], _ samples: Int) -> [[Double]] {
        var stream = MersenneTwister(seed: bootstrap.seed)
        var draws = [Int](repeating: 0, count: samples)
        var means = [[Double]](repeating: [], count: groups.count * 4)
        for column in means.indices { means[column].reserveCapacity(bootstrap.resamples) }
        for _ in 0..<bootstrap.resamples {
            for index in 0..<samples { draws[index] = Int(stream.next(below: UInt32(samples))) }
            for (group, rows) in groups.enumerated() {
                // Plain sums in draw order: the order is part of the result.
                var sum = SIMD4<Double>.zero
                rows.withUnsafeBufferPointer { rows in
                    for draw in draws { sum += rows[draw] }
                }
                for lane in 0..<4 { means[group * 4 + lane].append(sum[lane] / Double(samples)) }
            }
        }
        return means
    }

    private func difference(mean: Double, count: Int, _ means: inout [Double]) -> PairedDifference {
        means.sort()
        let delta = (1 - bootstrap.confidence) / 2
        let below = means.count { $0 <= 0 }
        let above = means.count { $0 >= 0 }
        // The observed sample counts as one more resample, so that no difference is claimed to be certain.
        let tail = Double(min(below, above) + 1) / Double(means.count + 1)
        return PairedDifference(
            count: count,
            mean: mean,
            low: Bootstrap.quantile(means, delta),
            high: Bootstrap.quantile(means, 1 - delta),
            pValue: min(1, 2 * tail)
        )
    }
}
