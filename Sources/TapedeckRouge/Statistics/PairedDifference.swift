// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The mean difference of two systems on the same samples, with its interval and p-value.
public struct PairedDifference: Sendable, Hashable {
    /// Number of samples that both systems were scored on, at least 1.
    public let count: Int
    /// The mean of the differences; negative when the first system is worse.
    public let mean: Double
    /// The lower bound of the mean.
    public let low: Double
    /// The upper bound of the mean.
    public let high: Double
    /// The two-sided p-value of no difference: twice the share of resampled means on the other side of zero, at most 1.
    ///
    /// It is never below `2 / (resamples + 1)`.
    public let pValue: Double

    /// The same difference with the systems exchanged: signs change, and the bounds swap.
    package var reversed: PairedDifference {
        PairedDifference(count: count, mean: -mean, low: -high, high: -low, pValue: pValue)
    }
}
