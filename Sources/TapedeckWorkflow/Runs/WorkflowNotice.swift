// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a workflow tells while it goes on.
package enum WorkflowNotice: Sendable {
    /// The training files have been written.
    case prepared(PreparationReport)
    /// The evaluation of a model goes on.
    case evaluating(name: String, EvaluationProgress)
    /// A model has been evaluated.
    case evaluated(name: String, EvaluationOutcome)
    /// The fine-tuning job goes on.
    case fineTuning(FineTuneNotice)
    /// The fine-tuning job has ended.
    case fineTuned(JobResult)
}
