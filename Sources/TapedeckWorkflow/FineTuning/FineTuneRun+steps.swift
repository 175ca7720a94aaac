// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension FineTuneRun {
    /// How often a request whose outcome is not known is followed up before the run gives up.
    private static let patience = 6
    /// Looks for a job that may just have been created: lists lag behind.
    private static let looks = 3

    /// Does what the machine asks for until the job has ended.
    func run(
        _ start: FineTuneMachine,
        events: AppendedFile,
        _ notify: @escaping @Sendable (FineTuneNotice) -> Void
    ) async throws -> FineTuneOutcome {
        var machine = start
        if case .created(let job) = machine.state.job { notify(.resumed(job: job)) }
        var uncertain = 0
        while true {
            try Task.checkCancellation()
            do {
                if case .finish(let end) = machine.action { return FineTuneOutcome(end: end, curve: savedCurve()) }
                try await step(&machine, events, notify)
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

    /// Does what the machine asks for.
    private func step(
        _ machine: inout FineTuneMachine,
        _ events: AppendedFile,
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
            let call = APIRequest.post("/fine_tuning/jobs", request, isRepeatable: false)
            let job = try JobSnapshot(await client.send(call)).id
            machine.take(.created(id: job))
            // On disk before anything else, since from now on the job costs money.
            try keep(machine)
            notify(.created(job: job))
        case .watch(let job):
            let watch = JobPoller(client: client, job: job, interval: plan.pollInterval) { notice in
                if case .event(let event) = notice { try events.append(String(event.line.dropLast())) }
                notify(notice)
            }
            try events.truncate(to: 0)
            let (snapshot, told) = try await watch.run()
            try await keepLosses(snapshot, told)
            machine.take(.ended(snapshot.end))
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

    /// Uploads in parts, from the first one that an earlier run has not sent.
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
            // An upload lives for an hour; one that is gone is begun again by the next run.
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

    /// Writes the losses of a job: of all steps from its result file, or else those that events told.
    private func keepLosses(_ snapshot: JobSnapshot, _ told: [LossPoint]) async throws {
        var table = LossTable(told)
        if let file = snapshot.resultFiles.first {
            do {
                let content = try await client.send(.get("/files/\(file)/content"))
                table = LossTable(resultFile: content.body) ?? table
            } catch is APIError {
                // The model is what was paid for; the curve has the events to be drawn from.
            }
        }
        try DiskFile.write(Array(table.csv.utf8), to: "\(folder)/losses.csv")
    }

    private func savedCurve() -> LossCurve {
        let bytes = (try? DiskFile.read("\(folder)/losses.csv")) ?? []
        return LossCurve(LossTable(resultFile: bytes) ?? LossTable([]))
    }
}

extension FineTuneMachine.Action {
    /// Whether it makes something at the service that must not be made twice.
    fileprivate var createsSomething: Bool {
        switch self {
        case .upload, .createJob: true
        default: false
        }
    }
}
