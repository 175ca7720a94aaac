// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension Simulator {
    /// Advances a batch on a poll: by one stage, or to the stage the clock has reached.
    func pollBatch(_ id: String) async throws {
        switch configuration.pace {
        case .polls: _ = try await advanceBatch(id)
        case .instant, .realtime: try await settleBatch(id)
        }
    }

    /// Advances a batch to the stage the clock has reached.
    func settleBatch(_ id: String) async throws {
        guard configuration.pace == .realtime else { return }
        while withState({ state in state.batches[id].map { $0.nextMoment(.realtime) <= state.now } ?? false }),
            try await advanceBatch(id)
        {}
    }

    /// Advances a batch by one stage.
    /// - Returns: `false` when the batch is final, or another request advanced it meanwhile.
    func advanceBatch(_ id: String) async throws -> Bool {
        let (found, now) = withState { state in (state.batches[id], state.now) }
        guard let batch = found, !batch.status.isFinal, let input = batch.input else { return false }
        // Slow work runs outside the session's lock; the first request to finish applies the step.
        let step = try await self.step(of: batch, input, at: now)
        let isApplied = withState { state in
            guard var current = state.batches[id], current.status == batch.status, current.step == batch.step else {
                return false
            }
            state.clock.advance(to: step.time)
            state.apply(step, to: &current)
            state.batches[id] = current
            return true
        }
        if isApplied, withState({ $0.batches[id]?.status.isFinal }) == true { batches.forget(id) }
        return isApplied
    }

    /// The next step of a batch, with the slow work it needs done.
    private func step(of batch: Batch, _ input: Blob, at now: Int) async throws -> BatchStep {
        let pace = configuration.pace
        let time = batch.nextMoment(pace)
        switch batch.status {
        case .validating:
            return BatchStep(time: time, change: try await validation(of: batch, input))
        case .inProgress:
            let steps = batch.stepCount(pace)
            let isOver = batch.request.expires && batch.step == steps / 2
            if isOver || now >= batch.expiresAt {
                let result = try await result(of: batch, input, endedBy: .expired, at: batch.expiresAt + 1)
                return BatchStep(time: batch.expiryMoment, change: .expire(result))
            }
            let done = batch.doneCount(after: batch.step + 1, of: steps)
            let result = try await result(of: batch, input)
            let failed = result.isFailure.prefix(done).count { $0 }
            return BatchStep(
                time: time,
                change: .run(done: done, failed: failed, isLast: batch.step + 1 >= steps)
            )
        case .finalizing:
            return BatchStep(time: time, change: .complete(try await result(of: batch, input)))
        case .cancelling:
            guard batch.requestCount > 0 else { return BatchStep(time: time, change: .cancel(nil)) }
            let result = try await result(of: batch, input, endedBy: .cancelled, at: time)
            return BatchStep(time: time, change: .cancel(result))
        case .completed, .failed, .expired, .cancelled:
            return BatchStep(time: time, change: .cancel(nil))
        }
    }

    /// The result of running all requests of a batch.
    private func result(of batch: Batch, _ input: Blob) async throws -> BatchResult {
        try await result(of: batch, input, limit: batch.requestCount, remainder: .cancelled, at: batch.runEnd)
    }

    /// The result of a batch that ended with the requests it has done.
    private func result(
        of batch: Batch,
        _ input: Blob,
        endedBy error: BatchLineError,
        at time: Int
    ) async throws -> BatchResult {
        try await result(of: batch, input, limit: batch.doneCount, remainder: error, at: time)
    }

    private func result(
        of batch: Batch,
        _ input: Blob,
        limit: Int,
        remainder: BatchLineError,
        at time: Int
    ) async throws -> BatchResult {
        let run = BatchRun(
            batch: batch,
            input: input,
            route: try Self.route(of: batch.request.endpoint),
            limit: limit,
            remainder: remainder,
            time: time
        )
        return try await batches.result(of: run, in: self)
    }

    /// Reads the input file of a batch and checks each line.
    @concurrent
    private func validation(of batch: Batch, _ input: Blob) async throws -> BatchStep.Change {
        let tuned = withState { $0.models }
        var validator = BatchValidator(batch.request.endpoint) { [calendar] name in
            calendar.model(named: name) != nil || tuned[name].map { !calendar.hasShutDown($0) } ?? false
        }
        var splitter = LineSplitter(limit: RoutedRequest.bodyLimit)
        try input.forEachSlice { (slice) throws(Never) in
            splitter.push(slice) { (line) throws(Never) in validator.take(line) }
        }
        splitter.finish { (line) throws(Never) in validator.take(line) }
        validator.finish()
        guard validator.faults.isEmpty else { return .fail(validator.faults) }
        let model = validator.model.map { OpenAIModel.named($0)?.snapshot ?? $0 }
        return .begin(model: model, requestCount: validator.requestCount)
    }
}

/// A step that advances a batch by one stage.
struct BatchStep: Sendable {
    /// When it happens.
    let time: Int
    let change: Change

    enum Change: Sendable {
        case fail([BatchFault])
        case begin(model: String?, requestCount: Int)
        /// The requests that have been run so far, and those of them that failed.
        case run(done: Int, failed: Int, isLast: Bool)
        case complete(BatchResult)
        case expire(BatchResult)
        /// With the output, unless the batch was cancelled before its requests were counted.
        case cancel(BatchResult?)
    }
}

extension SimulatorState {
    /// Applies a step to a batch, adds the files it creates, and announces its end.
    fileprivate mutating func apply(_ step: BatchStep, to batch: inout Batch) {
        let time = step.time
        batch.wasListed = false
        switch step.change {
        case .fail(let faults):
            batch.status = .failed
            batch.times.failed = time
            batch.faults = faults
        case .begin(let model, let requestCount):
            batch.status = .inProgress
            batch.times.inProgress = time
            batch.model = model
            batch.requestCount = requestCount
        case .run(let done, let failed, let isLast):
            batch.step += 1
            batch.doneCount = done
            batch.failedCount = failed
            guard isLast else { return }
            batch.status = .finalizing
            batch.times.finalizing = time
        case .complete(let result):
            batch.status = .completed
            batch.times.completed = time
            addFiles(result, to: &batch, at: time)
        case .expire(let result):
            batch.status = .expired
            batch.times.finalizing = batch.expiresAt + 1
            batch.times.expired = time
            addFiles(result, to: &batch, at: time)
        case .cancel(let result):
            batch.status = .cancelled
            batch.times.cancelled = time
            if let result { addFiles(result, to: &batch, at: time) }
        }
        guard let event = batch.status.event else { return }
        batch.input = Blob()
        announce(WebhookEvent(event, of: batch.id, at: time))
    }

    private mutating func addFiles(_ result: BatchResult, to batch: inout Batch, at time: Int) {
        batch.usage = result.usage
        batch.outputFile = addFile(result.output, named: "output", of: batch, at: time)
        batch.errorFile = addFile(result.errors, named: "error", of: batch, at: time)
    }

    /// Adds an output file, unless it has no lines.
    private mutating func addFile(_ content: Blob, named name: String, of batch: Batch, at time: Int) -> String? {
        guard content.count > 0 else { return nil }
        return addFile(
            named: "\(batch.id)_\(name).jsonl",
            for: .batchOutput,
            content: content,
            createdAt: time,
            lifetime: batch.request.outputExpiry?.seconds ?? FilePurpose.batchOutput.defaultLifetime
        )
        .id
    }
}
