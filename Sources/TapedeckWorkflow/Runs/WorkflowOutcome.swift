// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a workflow came to.
public struct WorkflowOutcome: Sendable {
    /// All models beside each other.
    public let comparison: Comparison
    /// The files that hold the comparison.
    public let reports: [String]
    /// The tuned model, when there is one.
    public let tunedModel: String?
    /// The samples without an answer, by the model's name.
    public let missing: [(model: String, samples: [MissingSample])]
}
