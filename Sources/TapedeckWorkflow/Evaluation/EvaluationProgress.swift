// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How far an evaluation has come.
package struct EvaluationProgress: Sendable, Hashable {
    /// Samples with an answer, those of earlier runs included.
    package let answered: Int
    /// Samples that failed.
    package let failed: Int
    /// All samples.
    package let total: Int
    /// The time since this run began.
    package let elapsed: Duration
}
