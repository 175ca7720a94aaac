// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

extension FineTuningJob {
    /// Duration of each stage of a job, in seconds.
    enum Duration {
        static let validation = 24
        static let queue = 3
        /// Fixed part of the training time.
        static let setUp = 45
        /// Maximum training time.
        static let limit = 3 * 3600
        static let closing = 4

        /// Training time for a number of steps.
        static func training(steps: Int) -> Int { min(setUp + 2 * steps, limit) }
    }

    /// The time at which the current stage ends.
    var nextMoment: Int {
        switch status {
        case .validatingFiles: createdAt + Duration.validation
        case .queued: createdAt + Duration.validation + Duration.queue
        case .running: (startedAt ?? createdAt) + Duration.training(steps: plan?.steps ?? 1)
        case .succeeded, .failed, .cancelled: finishedAt ?? createdAt
        }
    }

    /// Adds the first messages.
    mutating func begin() {
        history.append(JobMessage(time: createdAt, text: "Created fine-tuning job: \(id)"))
        let validation = request.validationFile.map { " and validation file: \($0)" } ?? ""
        history.append(
            JobMessage(time: createdAt, text: "Validating training file: \(request.trainingFile)\(validation)")
        )
    }

    /// Queues the job after its files are validated.
    mutating func queue(_ plan: TrainingPlan, at time: Int) {
        self.plan = plan
        status = .queued
        history.append(JobMessage(time: time, text: "Files validated, moving job to queued state"))
    }

    /// Fails the job with an error in its files.
    mutating func fail(_ fault: JobFault, at time: Int) {
        self.fault = fault
        status = .failed
        history.append(JobMessage(time: time, level: .error, text: fault.message))
    }

    /// Starts training; the events of the first half of the steps appear at once.
    mutating func start(_ training: TrainingHistory, at time: Int) {
        self.training = training
        status = .running
        startedAt = time
        history.append(JobMessage(time: time, text: "Fine-tuning job started"))
        guard let steps = plan?.steps, steps > 1 else { return }
        history.append(steps: 1...steps / 2, from: time, to: time + Duration.training(steps: steps) / 2)
    }

    /// Completes the job.
    /// - Parameters:
    ///   - time: The time of completion.
    ///   - result: Names of the models, checkpoints and result file.
    mutating func succeed(at time: Int, with result: JobResult) {
        guard let plan else { return }
        let begin = (startedAt ?? time) + Duration.training(steps: plan.steps) / 2
        let training = time - Duration.closing
        history.append(steps: (plan.steps > 1 ? plan.steps / 2 + 1 : 1)...plan.steps, from: begin, to: training)
        for checkpoint in result.checkpoints where checkpoint.model != result.model {
            history.append(
                JobMessage(
                    time: training,
                    text: "Checkpoint created at step \(checkpoint.metrics.step) with Snapshot ID: \(checkpoint.model)"
                )
            )
        }
        history.append(JobMessage(time: training, text: "New fine-tuned model created: \(result.model)"))
        history.append(JobMessage(time: time, text: "The job has successfully completed"))
        status = .succeeded
        finishedAt = time
        tunedModel = result.model
        resultFile = result.file
        checkpoints = result.checkpoints
    }

    /// Cancels the job.
    mutating func cancel(at time: Int) {
        status = .cancelled
        isPaused = false
        history.append(JobMessage(time: time, level: .warn, text: "The job was stopped due to a cancellation request"))
    }

    /// Pauses or resumes the job.
    mutating func setPaused(_ isPaused: Bool, at time: Int) {
        self.isPaused = isPaused
        history.append(JobMessage(time: time, text: "Fine-tuning job \(isPaused ? "paused" : "resumed")"))
    }
}

/// Names of what a job created: model, checkpoints, result file.
struct JobResult: Sendable {
    let model: String
    let file: String
    /// Oldest first.
    let checkpoints: [JobCheckpoint]
}
