// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckSummarizer

/// A fine-tuning job.
struct FineTuningJob: Sendable {
    /// The status of a job.
    enum Status: String, Sendable {
        case validatingFiles = "validating_files"
        case queued, running, succeeded, failed, cancelled

        /// Whether the status is final.
        var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
    }

    let id: String
    let request: JobRequest
    /// Full name of the model it starts from.
    let model: String
    /// The base model of that model.
    let base: OpenAIModel
    let organization: String
    let seed: Int
    let createdAt: Int
    /// The files' content when the job was created.
    let files: TrainingContent
    let eventKey: EventKey

    var status = Status.validatingFiles
    /// Whether the job is paused.
    var isPaused = false
    var fault: JobFault?
    /// Hyperparameters and steps, chosen when the files are validated.
    var plan: TrainingPlan?
    /// Scores of the training steps, once training has begun.
    var training: TrainingHistory?
    var history = JobHistory()
    var startedAt: Int?
    var finishedAt: Int?
    var tunedModel: String?
    var resultFile: String?
    var checkpoints: [JobCheckpoint] = []
    /// Lists that were polled since the last poll that advanced the job.
    var polledLists: Set<PolledList> = []
}

/// A list that also advances a job for clients that poll only this list.
enum PolledList: Sendable {
    case list, events, checkpoints
}

/// Content of the training and validation files.
struct TrainingContent: Sendable {
    let training: Blob?
    let validation: Blob?
}

/// The error of a failed job, shown as its `error`.
struct JobFault: Sendable, Hashable {
    let code: String
    let param: String?
    let message: String

    /// The JSON object of the API.
    var document: JSONValue {
        ["code": .string(code), "param": .optional(param), "message": .string(message)]
    }
}

/// Hyperparameters and steps of a training, chosen when its files are validated.
struct TrainingPlan: Sendable, Hashable {
    let hyperparameters: ResolvedHyperparameters
    let examples: Int
    /// Trained tokens of all epochs.
    let trainedTokens: Int

    /// Steps per epoch.
    var stepsPerEpoch: Int { (examples + hyperparameters.batchSize - 1) / hyperparameters.batchSize }
    /// Steps of all epochs.
    var steps: Int { stepsPerEpoch * hyperparameters.epochs }
}
