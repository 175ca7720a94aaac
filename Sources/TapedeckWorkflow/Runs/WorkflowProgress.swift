// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An event of a workflow's run.
public enum WorkflowProgress: Sendable, Hashable {
    /// The training files have been written.
    case prepared(examples: Int, trainedTokens: Int)
    /// A sample has been answered, or has failed, in the evaluation of a model.
    case evaluating(model: String, answered: Int, failed: Int, total: Int)
    /// A model has been evaluated.
    case evaluated(model: String, missing: Int)
    /// A training or validation file has been uploaded.
    case uploaded(file: String)
    /// The fine-tuning job has been created.
    case jobCreated(id: String)
    /// The fine-tuning job of an earlier run continues.
    case jobResumed(id: String)
    /// The fine-tuning job has another status.
    case jobStatus(String)
    /// The service lists a new event of the fine-tuning job.
    case jobMessage(String)
    /// The service does not answer, and is asked again.
    case serviceUnavailable(reason: String)

    /// The event of a notice; nil for a notice that only terminals show.
    init?(_ notice: WorkflowNotice) {
        switch notice {
        case .prepared(let report):
            self = .prepared(examples: report.training.examples, trainedTokens: report.trainedTokens)
        case .evaluating(let name, let progress):
            self = .evaluating(
                model: name,
                answered: progress.answered,
                failed: progress.failed,
                total: progress.total
            )
        case .evaluated(let name, let outcome): self = .evaluated(model: name, missing: outcome.missing.count)
        case .fineTuning(.uploaded(_, let id)): self = .uploaded(file: id)
        case .fineTuning(.created(let job)): self = .jobCreated(id: job)
        case .fineTuning(.resumed(let job)): self = .jobResumed(id: job)
        case .fineTuning(.status(let status)): self = .jobStatus(status)
        case .fineTuning(.event(let event)): self = .jobMessage(event.message)
        case .fineTuning(.outage(let reason)): self = .serviceUnavailable(reason: reason)
        case .fineTuning(.uploading), .fineTuned: return nil
        }
    }
}

/// A detailed event of a workflow's run, for the command line.
package enum WorkflowNotice: Sendable {
    /// The training files have been written.
    case prepared(PreparationReport)
    /// The evaluation of a model has progressed.
    case evaluating(name: String, EvaluationProgress)
    /// A model has been evaluated.
    case evaluated(name: String, EvaluationOutcome)
    /// The fine-tuning job has progressed.
    case fineTuning(FineTuneNotice)
    /// The fine-tuning job has ended.
    case fineTuned(JobResult)
}
