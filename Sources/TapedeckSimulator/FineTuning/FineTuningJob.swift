// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckSummarizer

/// A fine-tuning job.
struct FineTuningJob: Sendable {
    /// Where a job is in its life.
    enum Status: String, Sendable {
        case validatingFiles = "validating_files"
        case queued, running, succeeded, failed, cancelled

        /// Whether nothing more will happen.
        var isFinal: Bool { self == .succeeded || self == .failed || self == .cancelled }
    }

    let id: String
    let request: JobRequest
    /// The model it starts from, by its full name.
    let model: String
    /// The model of the service behind that.
    let base: OpenAIModel
    let organization: String
    let seed: Int
    let createdAt: Int
    /// What the files held when the job was created.
    let files: TrainingContent
    let eventKey: EventKey

    var status = Status.validatingFiles
    /// Whether it stays where it is until it is resumed.
    var isPaused = false
    var fault: JobFault?
    /// The numbers chosen once the files are validated.
    var plan: TrainingPlan?
    /// How training goes, once it has begun.
    var training: TrainingHistory?
    var history = JobHistory()
    var startedAt: Int?
    var finishedAt: Int?
    var tunedModel: String?
    var resultFile: String?
    var checkpoints: [JobCheckpoint] = []
    /// What has been asked about the job since a question moved it on.
    var asked: Set<JobQuestion> = []
}

/// A question that moves a job on only for those who ask nothing else.
enum JobQuestion: Sendable {
    case list, events, checkpoints
}

/// What a job is trained on.
struct TrainingContent: Sendable {
    let training: Blob?
    let validation: Blob?
}

/// Why a job failed, as its `error` says.
struct JobFault: Sendable, Hashable {
    let code: String
    let param: String?
    let message: String

    /// The object of the API.
    var document: JSONValue {
        ["code": .string(code), "param": .optional(param), "message": .string(message)]
    }
}

/// The numbers of a training, chosen when the files were validated.
struct TrainingPlan: Sendable, Hashable {
    let hyperparameters: ResolvedHyperparameters
    let examples: Int
    /// Tokens of all epochs.
    let trainedTokens: Int

    /// Steps of an epoch.
    var stepsPerEpoch: Int { (examples + hyperparameters.batchSize - 1) / hyperparameters.batchSize }
    /// Steps of all epochs.
    var steps: Int { stepsPerEpoch * hyperparameters.epochs }
}
