// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension FineTuneRun {
    /// Maximum number of requests with an unknown outcome.
    private static let patience = 6
    /// Number of searches for a job that may just have been created, since lists of the service lag behind.
    private static let looks = 3

    /// Performs the machine's actions until the job has ended.
    func run(
        _ start: FineTuneMachine,
        events: AppendedFile,
        _ notify: @escaping @Sendable (FineTuneNotice) -> Void
    ) async throws -> JobResult {
        var machine = start
        if case .created(let job) = machine.state.job { notify(.resumed(job: job)) }
        var losses: LossTable?
        var uncertain = 0
        while true {
            try Task.checkCancellation()
            do {
                if case .finish(let job) = machine.action {
                    return JobResult(job: job, curve: LossCurve(losses ?? savedLosses()))
                }
                try await step(&machine, events, &losses, notify)
            } catch let failure as APIError where failure.mayHaveSucceeded && machine.action.createsSomething {
                uncertain += 1
                guard uncertain <= Self.patience, let delay = client.delay(after: failure, attempt: 1) else {
                    throw failure
                }
                notify(.outage(failure.description))
                machine.take(.uncertain)
                try await client.wait(delay * uncertain)
            }
        }
    }

    /// Performs the machine's next action.
    private func step(
        _ machine: inout FineTuneMachine,
        _ events: AppendedFile,
        _ losses: inout LossTable?,
        _ notify: @escaping @Sendable (FineTuneNotice) -> Void
    ) async throws {
        let uploader = FileUploader(client: client, partSize: plan.partSize)
        switch machine.action {
        case .keep:
            try keep(machine)
            machine.take(.kept)
        case .findFile(let role):
            guard let record = machine.state[role] else { return }
            machine.take(.foundFile(role, id: try await uploader.find(record)))
        case .upload(let role):
            let file = try await upload(role, uploader, &machine, notify)
            machine.take(.uploaded(role, id: file.id, isProcessed: file.isProcessed))
        case .awaitFile(let role, let id):
            try await awaitFile(id, uploader)
            machine.take(.processed(role))
        case .findJob:
            let job = try await findJob(machine.state)
            if let job { notify(.resumed(job: job)) }
            machine.take(.foundJob(id: job))
        case .createJob(let training, let validation):
            let request = plan.request(trainingFile: training, validationFile: validation, tag: machine.state.tag)
            let creation = APIRequest.post("/fine_tuning/jobs", request, isRepeatable: false)
            let job = try FineTuningJob(await client.send(creation)).id
            machine.take(.created(id: job))
            // Saved before anything else, since from now on the job costs money.
            try keep(machine)
            notify(.created(job: job))
        case .watch(let job):
            let poller = JobPoller(client: client, job: job, interval: plan.pollInterval) { notice in
                if case .event(let event) = notice { try events.append(String(event.line.dropLast())) }
                notify(notice)
            }
            try events.truncate(to: 0)
            let (job, told) = try await poller.run()
            losses = try await keepLosses(job, told)
            machine.take(.ended(job))
        case .finish: break
        }
    }

    private func keep(_ machine: FineTuneMachine) throws(WorkflowError) {
        try DiskFile.write(Array(machine.state.fileText.utf8), to: statePath)
    }

    // MARK: - Files

    private func upload(
        _ role: FileRole,
        _ uploader: FileUploader,
        _ machine: inout FineTuneMachine,
        _ notify: @Sendable (FineTuneNotice) -> Void
    ) async throws -> FileUploader.Stored {
        guard let record = machine.state[role], let content = contents[role] else {
            throw WorkflowError.badInput("There is no \(role.rawValue) file to upload.")
        }
        notify(.uploading(name: record.name, bytes: record.bytes))
        let stored: FileUploader.Stored
        if uploader.isInParts(record) {
            stored = try await uploadParts(record, content, role, uploader, &machine)
        } else {
            stored = try await uploader.upload(record, content)
        }
        notify(.uploaded(name: record.name, id: stored.id))
        return stored
    }

    /// Uploads in parts, from the first part that no earlier run has sent.
    private func uploadParts(
        _ record: FileRecord,
        _ content: [UInt8],
        _ role: FileRole,
        _ uploader: FileUploader,
        _ machine: inout FineTuneMachine
    ) async throws -> FileUploader.Stored {
        var parts: FileRecord.Parts
        if let begun = record.parts { parts = begun } else { parts = try await uploader.begin(record) }
        do {
            while true {
                machine.setParts(parts, of: role)
                try keep(machine)
                guard let next = try await uploader.sendPart(parts, content) else { break }
                parts = next
            }
            return try await uploader.complete(parts)
        } catch let failure as APIError where failure.status == 404 || failure.status == 400 {
            // An upload expires after an hour; the next run begins another one.
            machine.setParts(nil, of: role)
            try keep(machine)
            throw failure
        }
    }

    private func awaitFile(_ id: String, _ uploader: FileUploader) async throws {
        var schedule = PollSchedule(interval: min(plan.pollInterval, .seconds(5)))
        while !(try await uploader.look(id).isProcessed) {
            try await client.wait(schedule.wait(hasChanged: false, isSimulated: false))
        }
    }

    // MARK: - The job

    private func findJob(_ state: FineTuneState) async throws -> String? {
        guard let file = state.training.id else { return nil }
        for look in 0..<Self.looks {
            let finder = JobFinder(client: client)
            if let job = try await finder.find(tag: state.tag, trainingFile: file) { return job }
            if look < Self.looks - 1 { try await client.wait(.milliseconds(500 << look)) }
        }
        return nil
    }

    /// Writes the losses of a job: those of all steps in its result file, or else those in its events.
    private func keepLosses(_ job: FineTuningJob, _ told: [LossPoint]) async throws -> LossTable {
        var table = LossTable(told)
        if let file = job.resultFiles.first {
            do {
                let content = try await client.send(.get("/files/\(file)/content"))
                table = LossTable(resultFile: content.body) ?? table
            } catch is APIError {
                // The model is what was paid for; the events are enough for the curve.
            }
        }
        try DiskFile.write(Array(table.csv.utf8), to: "\(folder)/losses.csv")
        return table
    }

    /// The losses that an earlier run has written.
    private func savedLosses() -> LossTable {
        let bytes = (try? DiskFile.read("\(folder)/losses.csv")) ?? []
        return LossTable(resultFile: bytes) ?? LossTable([])
    }
}

extension FineTuneMachine.Action {
    /// Whether it creates something at the service that must not be created twice.
    fileprivate var createsSomething: Bool {
        switch self {
        case .upload, .createJob: true
        default: false
        }
    }
}
