// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import HTTPTypes
import TapedeckCore

extension Simulator {
    func createJob(_ fields: RequestFields) async throws -> ServedResponse {
        guard !configuration.fineTuningIsClosed, !calendar.hasClosedFineTuning else {
            throw APIError.trainingNotAvailable
        }
        let request = try JobRequest(fields)
        let job = try withState { state throws(APIError) in
            state.clock.tick()
            return try state.makeJob(request, organization: configuration.organization, calendar)
        }
        let document = job.document(isCreation: true)
        if configuration.pace == .instant {
            while try await advance(job.id) {}
        }
        return .json(document, .indented)
    }

    func listJobs(_ query: ListQuery) async throws -> ServedResponse {
        let limit = try query.limit(default: PageSize.jobs)
        try await settleAll()
        withState { $0.clock.tick() }
        if query.after == nil, let shown = jobs(query, limit: limit) {
            for job in shown.values where !job.status.isFinal { try await poll(job.id, in: .list) }
        }
        guard let page = jobs(query, limit: limit) else { throw APIError.noSuchJob(query.after ?? "") }
        return .json(
            [
                "object": "list", "data": .array(page.values.map { $0.document() }), "has_more": .bool(page.hasMore),
            ],
            .indented
        )
    }

    /// The page of jobs for a query; `nil` when the job in `after` does not exist.
    private func jobs(_ query: ListQuery, limit: Int) -> Page<FineTuningJob>? {
        let wantsNone = query["metadata"] == "null"
        let wanted = query.metadata
        return withState { state in
            let deleted = state.azure.deletedJobs
            return state.jobs.page(after: query.after, limit: limit) { job in
                guard !deleted.contains(job.id) else { return false }
                guard !wantsNone else { return job.request.metadata == nil }
                return wanted.allSatisfy { pair in
                    job.request.metadata?.contains { member in
                        member.name.isSpelled(like: pair.key)
                            && member.value.string?.isSpelled(like: pair.value) == true
                    } ?? false
                }
            }
        }
    }

    /// Advances a job when the same list was polled before and nothing has advanced the job since.
    private func poll(_ id: String, in list: PolledList) async throws {
        var isPoll = false
        _ = try change(id) { job, _ in isPoll = !job.polledLists.insert(list).inserted }
        guard isPoll else { return try await settle(id) }
        _ = try change(id) { job, _ in job.polledLists = [list] }
        try await poll(id)
    }

    func retrieveJob(_ id: String) async throws -> ServedResponse {
        _ = try change(id) { job, _ in job.polledLists = [] }
        try await poll(id)
        return .json(try job(id).document(), .indented)
    }

    func cancelJob(_ id: String) async throws -> ServedResponse {
        try await settle(id)
        let job = try change(id) { job, now throws(APIError) in
            guard !job.status.isFinal else {
                throw APIError(
                    message: "Cannot cancel a job \(id) that already has status \"\(job.status.rawValue)\"."
                )
            }
            job.cancel(at: now)
        }
        return .json(job.document(), .indented)
    }

    func pauseJob(_ id: String) async throws -> ServedResponse { try await setPaused(true, id) }

    func resumeJob(_ id: String) async throws -> ServedResponse { try await setPaused(false, id) }

    func jobEvents(_ id: String, _ query: ListQuery) async throws -> ServedResponse {
        let limit = try query.limit(default: PageSize.events)
        if query.after == nil { try await poll(id, in: .events) } else { try await settle(id) }
        let job = try job(id)
        var number = job.history.count
        if let after = query.after {
            guard let known = job.eventKey.number(of: after), known < number else {
                throw APIError(status: .notFound, message: "Could not find event: \(after)", param: "after")
            }
            number = known
        }
        let page = job.history.page(after: number, limit: min(limit, PageSize.maximumEvents))
        let documents = page.numbers.map { number in
            job.history.document(number, id: job.eventKey.identifier(of: number)) { step in job.metrics(of: step) }
        }
        return .json(
            ["object": "list", "data": .array(documents), "has_more": .bool(page.hasMore)],
            .indented
        )
    }

    func jobCheckpoints(_ id: String, _ query: ListQuery) async throws -> ServedResponse {
        let limit = try query.limit(default: PageSize.checkpoints)
        if query.after == nil { try await poll(id, in: .checkpoints) } else { try await settle(id) }
        let newestFirst = Array(try job(id).checkpoints.reversed())
        var rest = newestFirst[...]
        if let after = query.after {
            guard let index = newestFirst.firstIndex(where: { $0.id == after }) else {
                throw APIError(status: .notFound, message: "Could not find checkpoint: \(after)", param: "after")
            }
            rest = newestFirst[(index + 1)...]
        }
        let page = rest.prefix(limit)
        return .json(
            [
                "object": "list", "data": .array(page.map(\.document)), "has_more": .bool(rest.count > limit),
                "first_id": .optional(page.first?.id), "last_id": .optional(page.last?.id),
            ],
            .indented
        )
    }

    private func setPaused(_ isPaused: Bool, _ id: String) async throws -> ServedResponse {
        try await settle(id)
        let job = try change(id) { job, now throws(APIError) in
            guard !job.status.isFinal, job.isPaused != isPaused else {
                let status = job.isPaused ? "paused" : job.status.rawValue
                throw APIError(
                    message: "Cannot \(isPaused ? "pause" : "resume") a job \(id) that has status \"\(status)\"."
                )
            }
            job.setPaused(isPaused, at: now)
        }
        return .json(job.document(), .indented)
    }

    /// The job with this identifier.
    func job(_ id: String) throws(APIError) -> FineTuningJob {
        guard let job = withState({ $0.jobs[id] }) else { throw .noSuchJob(id) }
        return job
    }

    /// Changes a job, and advances the clock by one request.
    private func change(
        _ id: String,
        _ body: (inout FineTuningJob, _ now: Int) throws(APIError) -> Void
    ) throws(APIError) -> FineTuningJob {
        try withState { state throws(APIError) in
            state.clock.tick()
            guard var job = state.jobs[id] else { throw .noSuchJob(id) }
            try body(&job, state.now)
            state.update(job, at: state.now)
            return job
        }
    }
}

extension SimulatorState {
    /// Creates a job, after the checks that the service makes at once.
    fileprivate mutating func makeJob(
        _ request: JobRequest,
        organization: String,
        _ calendar: ServiceCalendar
    ) throws(APIError) -> FineTuningJob {
        let base = try tunableModel(request, calendar)
        let training = try trainingFile(request.trainingFile, as: "training_file")
        let validation = try request.validationFile.map { (id) throws(APIError) in
            try trainingFile(id, as: "validation_file")
        }
        // A tuned model keeps its name; others get the name of their snapshot.
        let model = models[request.model] == nil ? base.snapshot : request.model
        var job = FineTuningJob(
            id: identifiers.job(),
            request: request,
            model: model,
            base: base,
            organization: "org-\(organization)",
            seed: request.seed ?? identifiers.seed(),
            createdAt: now,
            files: TrainingContent(training: training.content, validation: validation?.content),
            eventKey: EventKey(&identifiers)
        )
        job.begin()
        jobs[job.id] = job
        return job
    }

    private func trainingFile(_ id: String, as field: String) throws(APIError) -> SimulatedFile {
        guard let file = files.file(id, at: now) else {
            throw APIError(message: "invalid \(field): \(id)", param: field)
        }
        guard file.purpose == .fineTune else {
            throw APIError(
                message: "File '\(id)' has purpose '\(file.purpose.rawValue)', but must have purpose 'fine-tune' to be "
                    + "used as \(field).",
                param: field
            )
        }
        return file
    }
}

extension APIError {
    /// The error for an unknown job.
    static func noSuchJob(_ id: String) -> APIError {
        APIError(
            status: .notFound,
            message: "Could not find fine tune: \(id)",
            param: "fine_tune_id",
            code: "fine_tune_not_found"
        )
    }

    /// The error for new jobs since the service is winding fine-tuning down.
    static let trainingNotAvailable = APIError(
        status: .forbidden,
        message:
            "OpenAI is winding down the fine-tuning platform and your organization is no longer able to create new "
            + "fine-tuning training jobs.",
        code: "training_not_available"
    )
}
