// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What an evaluation came to.
package struct EvaluationOutcome: Sendable {
    /// A line for each sample, in the order of the data.
    package let predictions: [Prediction]
    /// The scores; nil when no sample has an answer.
    package let results: EvaluationResults?
    /// The samples without an answer.
    package let missing: [MissingSample]
    /// The failure that stopped the run before all samples were asked for.
    package let stop: WorkflowError?
    /// Answers taken from an earlier run.
    package let resumed: Int
    /// Answers cut at the most tokens.
    package let cut: Int
    /// The time this run took.
    package let elapsed: Duration
}
