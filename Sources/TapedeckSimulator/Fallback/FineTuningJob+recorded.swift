// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

extension FineTuningJob {
    /// Creates a recorded job, in its first stage.
    /// - Parameters:
    ///   - document: The recorded JSON object.
    ///   - state: The session with its files.
    ///   - eventKey: The key of its events' identifiers.
    init?(recorded document: JSONValue, in state: SimulatorState, eventKey: EventKey) {
        guard let id = document["id"]?.string, let model = document["model"]?.string,
            let createdAt = document["created_at"]?.integer, let request = JobRequest(recorded: document),
            let base = OpenAIModel.behind(tunedModel: model) ?? OpenAIModel.named(model)
        else { return nil }
        let content = { (id: String?) in id.flatMap { state.files.file($0, at: state.now)?.content } }
        self.init(
            id: id,
            request: request,
            model: model,
            base: base,
            organization: document["organization_id"]?.string ?? "org-",
            seed: document["seed"]?.integer ?? 0,
            createdAt: createdAt,
            files: TrainingContent(
                training: content(request.trainingFile),
                validation: content(request.validationFile)
            ),
            eventKey: eventKey
        )
    }

    /// Restores a recorded status with its events.
    mutating func restore(_ status: Status, from document: JSONValue) {
        switch status {
        case .validatingFiles: return
        case .cancelled:
            cancel(at: createdAt)
            return
        case .failed:
            let error = document["error"]
            fail(
                JobFault(
                    code: error?["code"]?.string ?? "",
                    param: error?["param"]?.string,
                    message: error?["message"]?.string ?? ""
                ),
                at: createdAt
            )
            return
        case .queued, .running, .succeeded: break
        }
        // An unfinished job starts again; its earlier events are in the recording.
        guard status == .succeeded else { return }
        let validated = createdAt + Duration.validation
        history.append(JobMessage(time: validated, text: "Files validated, moving job to queued state"))
        history.append(JobMessage(time: validated + Duration.queue, text: "Fine-tuning job started"))
        self.status = .succeeded
        finishedAt = document["finished_at"]?.integer
        tunedModel = document["fine_tuned_model"]?.string
        resultFile = document["result_files"]?.elements?.first?.string
        // Jobs before 2025 have them at the top level only, jobs that are not supervised under the method only.
        let hyperparameters =
            document["method"]?[request.method.kind.rawValue]?["hyperparameters"] ?? document["hyperparameters"]
        if let epochs = hyperparameters?["n_epochs"]?.integer, let batch = hyperparameters?["batch_size"]?.integer,
            let tokens = document["trained_tokens"]?.integer, epochs > 0, batch > 0
        {
            plan = TrainingPlan(
                hyperparameters: ResolvedHyperparameters(
                    epochs: epochs,
                    batchSize: batch,
                    learningRateMultiplier: hyperparameters?["learning_rate_multiplier"]?.double ?? 1,
                    beta: hyperparameters?["beta"]?.double
                ),
                examples: 0,
                trainedTokens: tokens
            )
        }
        let end = finishedAt ?? createdAt
        if let tunedModel { history.append(JobMessage(time: end, text: "New fine-tuned model created: \(tunedModel)")) }
        history.append(JobMessage(time: end, text: "The job has successfully completed"))
    }
}

extension JobRequest {
    /// The request that created a recorded job.
    fileprivate init?(recorded document: JSONValue) {
        let names = [
            "model", "training_file", "validation_file", "seed", "method", "metadata", "integrations",
        ]
        var members = names.compactMap { name in document[name].map { JSONMember(name: name, value: $0) } }
        if let suffix = document["user_provided_suffix"] { members.append(JSONMember(name: "suffix", value: suffix)) }
        if document["method"] == nil || document["method"] == .null, let older = document["hyperparameters"] {
            members.append(JSONMember(name: "hyperparameters", value: older))
        }
        guard let fields = try? RequestFields(.object(members)), let request = try? JobRequest(fields) else {
            return nil
        }
        self = request
    }
}
