// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

/// Uploads files, creates a job, and watches it to its end, once, however often the run is broken off.
///
/// In its folder it keeps `finetune.json`, which a restart goes on from, `events.jsonl`, and at the end `losses.csv`.
package struct FineTuneRun: Sendable {
    let client: OpenAIClient
    let plan: FineTunePlan
    let folder: String
    let contents: [FileRole: [UInt8]]
    private let fresh: FineTuneState

    var statePath: String { "\(folder)/finetune.json" }

    /// Prepares a run; nothing is sent yet.
    /// - Parameters:
    ///   - client: The service.
    ///   - plan: The job.
    ///   - folder: Where its state is kept; made when there is none.
    /// - Throws: ``WorkflowError`` with code `badInput` when a file or a setting is one that the service would refuse.
    package init(client: OpenAIClient, plan: FineTunePlan, folder: String) throws(WorkflowError) {
        try plan.check()
        self.client = client
        self.plan = plan
        self.folder = folder
        var contents: [FileRole: [UInt8]] = [.training: try DiskFile.read(plan.trainingFile)]
        let training = FileRecord(path: plan.trainingFile, content: contents[.training] ?? [])
        _ = try TrainingFileCheck(
            contents[.training] ?? [],
            path: plan.trainingFile,
            model: plan.model,
            part: .training
        )
        var validation: FileRecord?
        if let path = plan.validationFile {
            let content = try DiskFile.read(path)
            _ = try TrainingFileCheck(content, path: path, model: plan.model, part: .validation)
            validation = FileRecord(path: path, content: content)
            contents[.validation] = content
        }
        self.contents = contents
        fresh = FineTuneState(
            tag: plan.tag(training: training, validation: validation),
            training: training,
            validation: validation
        )
    }

    /// The job that an earlier run in a folder has created.
    /// - Parameter folder: The folder.
    /// - Returns: Its id; nil when none was created.
    /// - Throws: ``WorkflowError`` with code `badInput` when the folder holds no state of a run.
    package static func job(in folder: String) throws(WorkflowError) -> String? {
        guard let state = try FineTuneState(path: "\(folder)/finetune.json") else {
            throw .badInput("\(folder)/finetune.json: no such file, so no job was created here. Check the folder.")
        }
        return state.job.id
    }

    /// Asks the service to cancel a job.
    /// - Parameters:
    ///   - job: The id of the job.
    ///   - client: The service.
    /// - Returns: The status of the job.
    /// - Throws: ``WorkflowError`` with what the service says when it refuses.
    package static func cancel(_ job: String, at client: OpenAIClient) async throws -> String {
        do {
            let call = APIRequest(method: .post, path: "/v1/fine_tuning/jobs/\(job)/cancel")
            return try JobSnapshot(await client.send(call)).status
        } catch let failure as APIError {
            throw failure.workflowError
        }
    }

    /// Runs the job to its end, or goes on with the one that an earlier run has begun.
    /// - Parameters:
    ///   - restarts: Whether to forget an earlier run and to create another job.
    ///   - notify: Called with what happens.
    /// - Returns: How the job ended, which may be `failed` or `cancelled`.
    /// - Throws: ``WorkflowError`` when the service refuses or stays away, or the folder holds another job;
    ///   `CancellationError` when the task is cancelled, which leaves the job at the service as it is.
    package func run(
        restarts: Bool = false,
        notify: @escaping @Sendable (FineTuneNotice) -> Void = { _ in }
    ) async throws -> FineTuneOutcome {
        try DiskFile.makeFolder(folder)
        let lock = try AppendedFile(path: "\(folder)/events.jsonl")
        defer { withExtendedLifetime(lock) {} }
        let old = restarts ? nil : try FineTuneState(path: statePath)
        if let old, old.tag != fresh.tag {
            let job = old.job.id.map { "the job \($0)" } ?? "a run"
            throw WorkflowError.badInput(
                "\(statePath) holds \(job) of other data or settings. Give another folder, or --restart to create "
                    + "another job."
            )
        }
        do {
            return try await run(FineTuneMachine(old ?? fresh, isKept: old != nil), events: lock, notify)
        } catch let failure as APIError {
            throw failure.workflowError
        }
    }
}
