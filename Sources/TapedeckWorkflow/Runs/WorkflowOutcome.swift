// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a workflow came to.
package struct WorkflowOutcome: Sendable {
    /// All models beside each other.
    package let comparison: Comparison
    /// The files that hold the comparison.
    package let reports: [String]
    /// The tuned model, when there is one.
    package let tunedModel: String?
    /// The samples without an answer, by the model's name.
    package let missing: [(model: String, samples: [MissingSample])]
}
