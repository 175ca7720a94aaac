// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckSummarizer

extension Simulator {
    /// Advances a job on a poll: by one stage, or to the stage the clock has reached.
    func poll(_ id: String) async throws {
        switch configuration.pace {
        case .polls: _ = try await advance(id)
        case .instant, .realtime: try await settle(id)
        }
    }

    /// Advances a job to the stage the clock has reached.
    func settle(_ id: String) async throws {
        guard configuration.pace == .realtime else { return }
        while withState({ state in state.jobs[id].map { $0.nextMoment <= state.now } ?? false }),
            try await advance(id)
        {}
    }

    /// Advances every job, batch and response to the stage the clock has reached.
    func settleAll() async throws {
        guard configuration.pace == .realtime else { return }
        for id in withState({ state in state.jobs.all.filter { !$0.status.isFinal }.map(\.id) }) {
            try await settle(id)
        }
        for id in withState({ state in state.batches.all.filter { !$0.status.isFinal }.map(\.id) }) {
            try await settleBatch(id)
        }
        withState { state in
            for id in state.responses.unfinished { state.settleResponse(id) }
        }
    }

    /// Advances a job by one stage.
    /// - Returns: `false` when the job is final or paused, or another request advanced it meanwhile.
    func advance(_ id: String) async throws -> Bool {
        guard let job = withState({ $0.jobs[id] }), !job.isPaused, !job.status.isFinal else { return false }
        // Slow work runs outside the session's lock; the first request to finish applies the step.
        let step = try await work(for: job)
        return try withState { state in
            guard var now = state.jobs[id], now.status == job.status, !now.isPaused else { return false }
            let moment = now.nextMoment
            state.clock.advance(to: moment)
            try state.apply(step, to: &now, at: moment)
            state.update(now, at: moment)
            return true
        }
    }

    /// The next step of a job, with the slow work it needs done.
    private func work(for job: FineTuningJob) async throws -> JobStep {
        switch job.status {
        case .validatingFiles:
            let isThere = withState { state in
                [job.request.trainingFile, job.request.validationFile].map { id in
                    id.map { state.files.file($0, at: state.now) != nil } ?? true
                }
            }
            guard isThere[0] else { return .fail(.deletedFile("training")) }
            guard isThere[1] else { return .fail(.deletedFile("validation")) }
            return try await training.examination(of: job)
        case .queued:
            return .start(try await training.history(of: job))
        case .running:
            guard let content = job.resultContent else { return .cancel }
            var writer = Blob.Writer(store: blobs)
            try writer.append(ArraySlice(content.base64))
            return .succeed(try writer.finish(), byteCount: content.count)
        case .succeeded, .failed, .cancelled:
            return .cancel
        }
    }
}

/// A step that advances a job by one stage.
enum JobStep: Sendable {
    case queue(TrainingPlan)
    case fail(JobFault)
    case start(TrainingHistory)
    /// With the content of the result file, and its size before base 64.
    case succeed(Blob, byteCount: Int)
    case cancel
}

extension JobFault {
    /// A file was deleted after the job was created.
    static func deletedFile(_ which: String) -> JobFault {
        JobFault(
            code: "deleted_\(which)_file",
            param: "\(which)_file",
            message: "The job failed because the \(which) file was deleted"
        )
    }
}

extension SimulatorState {
    /// Keeps a changed job, and announces its end.
    mutating func update(_ job: FineTuningJob, at time: Int) {
        let wasFinal = jobs[job.id]?.status.isFinal == true
        jobs[job.id] = job
        guard !wasFinal, let kind = job.status.event else { return }
        announce(WebhookEvent(kind, of: job.id, at: time))
    }

    /// Applies a step to a job, and adds the files and models it creates.
    fileprivate mutating func apply(_ step: JobStep, to job: inout FineTuningJob, at time: Int) throws {
        switch step {
        case .queue(let plan): job.queue(plan, at: time)
        case .fail(let fault): job.fail(fault, at: time)
        case .start(let history): job.start(history, at: time)
        case .succeed(let content, let byteCount):
            job.succeed(at: time, with: result(of: job, content: content, byteCount: byteCount, at: time))
        case .cancel: job.cancel(at: time)
        }
    }

    /// Creates the model, checkpoints and result file of a job.
    private mutating func result(
        of job: FineTuningJob,
        content: Blob,
        byteCount: Int,
        at time: Int
    ) -> JobResult {
        guard let plan = job.plan else { preconditionFailure("A job that runs has a plan") }
        let stem = "ft:\(job.base.snapshot):\(job.ownerSlug):\(job.request.suffixInName):"
        let common = String(identifiers.model().prefix(4))
        let epochs = plan.hyperparameters.epochs
        let first = max(1, epochs - JobCheckpoint.kept + 1)
        let checkpoints = (first...epochs).map { epoch in
            let step = epoch * plan.stepsPerEpoch
            let isLast = epoch == epochs
            let name = stem + common + String(identifiers.model().prefix(4)) + (isLast ? "" : ":ckpt-step-\(step)")
            models[name] = TunedModel(
                id: name,
                created: time + 2,
                owner: job.ownerSlug,
                base: job.base,
                job: job.id,
                progress: Double(epoch) / Double(epochs)
            )
            return JobCheckpoint(
                id: identifiers.checkpoint(),
                createdAt: time - FineTuningJob.Duration.closing,
                model: name,
                job: job.id,
                metrics: job.metrics(of: step)
            )
        }
        let file = addFile(
            named: "step_metrics.csv",
            for: .fineTuneResults,
            content: content,
            byteCount: byteCount,
            createdAt: time
        )
        return JobResult(model: checkpoints[checkpoints.count - 1].model, file: file.id, checkpoints: checkpoints)
    }
}

extension FineTuningJob.Status {
    /// The event that tells of this status; `nil` until the job ends.
    fileprivate var event: WebhookEvent.Kind? {
        switch self {
        case .succeeded: .jobSucceeded
        case .failed: .jobFailed
        case .cancelled: .jobCancelled
        case .validatingFiles, .queued, .running: nil
        }
    }
}

extension FineTuningJob {
    /// The organisation in the names of models.
    var ownerSlug: String { String(organization.dropFirst("org-".count)) }
}
