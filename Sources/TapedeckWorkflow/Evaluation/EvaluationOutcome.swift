// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What an evaluation came to.
public struct EvaluationOutcome: Sendable {
    /// A line for each sample, in the order of the data.
    public let predictions: [Prediction]
    /// The figures; nil when no sample has an answer.
    public let results: EvaluationResults?
    /// The samples without an answer.
    public let missing: [MissingSample]
    /// The failure that stopped the run before all samples were asked for.
    public let stop: WorkflowError?
    /// Answers taken from an earlier run.
    public let resumed: Int
    /// Answers cut at the most tokens.
    public let cut: Int
    /// The time this run took.
    public let elapsed: Duration
}
