// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How far an evaluation has come.
public struct EvaluationProgress: Sendable, Hashable {
    /// Samples with an answer, those of earlier runs included.
    public let answered: Int
    /// Samples that failed.
    public let failed: Int
    /// All samples.
    public let total: Int
    /// The time since this run began.
    public let elapsed: Duration
}
