// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A run that uploads files, creates a job, and polls it to its end, once, however often the run is interrupted.
///
/// Its folder holds `finetune.json`, the state from which a restart continues, `events.jsonl`, and at the end
/// `losses.csv`.
package struct FineTuneRun: Sendable {
    let client: OpenAIClient
    let plan: FineTunePlan
    let folder: String
    let contents: [FileRole: [UInt8]]
    private let fresh: FineTuneState

    var statePath: String { "\(folder)/finetune.json" }

    /// Prepares a run; no request is sent yet.
    /// - Parameters:
    ///   - client: The client of the service.
    ///   - plan: The settings of the job.
    ///   - training: The training file.
    ///   - validation: The validation file; nil for none.
    ///   - folder: The folder of the state; it is created if missing.
    /// - Throws: ``WorkflowError`` with code `badInput` when the service would refuse a setting.
    package init(
        client: OpenAIClient,
        plan: FineTunePlan,
        training: CheckedTrainingFile,
        validation: CheckedTrainingFile? = nil,
        folder: String
    ) throws(WorkflowError) {
        try plan.check()
        self.client = client
        self.plan = plan
        self.folder = folder
        var contents: [FileRole: [UInt8]] = [.training: training.content]
        contents[.validation] = validation?.content
        self.contents = contents
        let records = (FileRecord(training), validation.map { FileRecord($0) })
        fresh = FineTuneState(
            tag: plan.tag(training: records.0, validation: records.1),
            training: records.0,
            validation: records.1
        )
    }

    /// Prepares a run with files on disk; no request is sent yet.
    /// - Parameters:
    ///   - client: The client of the service.
    ///   - plan: The settings of the job.
    ///   - trainingFile: The path of the training file.
    ///   - validationFile: The path of the validation file; nil for none.
    ///   - folder: The folder of the state; it is created if missing.
    /// - Throws: ``WorkflowError`` with code `badInput` when the service would refuse a file or a setting.
    package init(
        client: OpenAIClient,
        plan: FineTunePlan,
        trainingFile: String,
        validationFile: String? = nil,
        folder: String
    ) throws(WorkflowError) {
        try plan.check()
        let training = try CheckedTrainingFile(training: trainingFile, model: plan.model)
        var validation: CheckedTrainingFile?
        if let path = validationFile { validation = try CheckedTrainingFile(validation: path, model: plan.model) }
        try self.init(client: client, plan: plan, training: training, validation: validation, folder: folder)
    }

    /// The id of the job that an earlier run in a folder has created.
    /// - Parameter folder: The folder.
    /// - Returns: The id; nil when no job was created.
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
    ///   - client: The client of the service.
    /// - Returns: The status of the job.
    /// - Throws: ``WorkflowError`` with the service's message when it refuses.
    package static func cancel(_ job: String, with client: OpenAIClient) async throws -> String {
        do {
            let request = APIRequest(method: .post, path: "/v1/fine_tuning/jobs/\(job)/cancel")
            return try FineTuningJob(await client.send(request)).status
        } catch let failure as APIError {
            throw failure.workflowError
        }
    }

    /// Runs the job to its end, or continues with the job of an earlier run.
    /// - Parameters:
    ///   - restarts: Whether to forget an earlier run and to create another job.
    ///   - notify: Called with each event.
    /// - Returns: The ended job, which may have failed or been cancelled.
    /// - Throws: ``WorkflowError`` when the service refuses or does not answer, or the folder holds another job;
    ///   `CancellationError` when the task is cancelled, which does not cancel the job at the service.
    package func run(
        restarts: Bool = false,
        notify: @escaping @Sendable (FineTuneNotice) -> Void = { _ in }
    ) async throws -> JobResult {
        try DiskFile.makeFolder(folder)
        let lock = try AppendedFile(path: "\(folder)/events.jsonl")
        defer { withExtendedLifetime(lock) {} }
        let old = restarts ? nil : try FineTuneState(path: statePath)
        if let old, old.tag != fresh.tag {
            let job = old.job.id.map { "the job \($0)" } ?? "a run"
            throw WorkflowError.badInput(
                "\(statePath) holds \(job) of other data or settings.",
                .otherFolderOrRestart(.job)
            )
        }
        do {
            return try await run(FineTuneMachine(old ?? fresh, isKept: old != nil), events: lock, notify)
        } catch let failure as APIError {
            throw failure.workflowError
        }
    }
}

/// An event of a fine-tuning run.
package enum FineTuneNotice: Sendable, Hashable {
    /// A file is being uploaded.
    case uploading(name: String, bytes: Int)
    /// The service has a file under this id.
    case uploaded(name: String, id: String)
    /// The job has been created.
    case created(job: String)
    /// An earlier run has created the job already.
    case resumed(job: String)
    /// The job has another status.
    case status(String)
    /// The service lists a new event of the job.
    case event(JobEvent)
    /// The service does not answer; the job continues, and is polled again.
    case outage(String)
}
