// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

extension FineTuningJob {
    /// The JSON object of the API.
    /// - Parameter isCreation: Whether this responds to the creation, with its own order of hyperparameters.
    /// - Returns: The object with every member the service sends.
    func document(isCreation: Bool = false) -> JSONValue {
        let names = ["n_epochs", "batch_size", "learning_rate_multiplier"]
        return [
            "object": "fine_tuning.job", "id": .string(id), "model": .string(model), "created_at": .integer(createdAt),
            "finished_at": finishedAt.map(JSONValue.integer) ?? .null, "fine_tuned_model": .optional(tunedModel),
            "organization_id": .string(organization),
            "result_files": .array(resultFile.map { [.string($0)] } ?? []), "status": .string(status.rawValue),
            "validation_file": .optional(request.validationFile), "training_file": .string(request.trainingFile),
            // Only supervised jobs have them here; other jobs have them under the method.
            "hyperparameters": request.method.kind == .supervised
                ? .object(names.map { member($0, isInMethod: false) }) : .null,
            "trained_tokens": status == .succeeded ? plan.map { .integer($0.trainedTokens) } ?? .null : .null,
            "error": fault?.document ?? [:], "user_provided_suffix": .optional(request.suffix),
            "seed": .integer(seed), "estimated_finish": .null, "integrations": .array(request.integrations),
            "metadata": request.metadata.map(JSONValue.object) ?? .null, "usage_metrics": .null,
            "shared_with_openai": false, "eval_id": .null,
            "method": method(names: isCreation ? ["batch_size", "learning_rate_multiplier", "n_epochs"] : names),
        ]
    }

    private func method(names: [String]) -> JSONValue {
        let kind = request.method.kind
        var hyperparameters = names.map { member($0, isInMethod: true) }
        if kind == .dpo {
            let beta = plan?.hyperparameters.beta ?? request.method.hyperparameters.beta
            hyperparameters.insert(JSONMember(name: "beta", value: beta.map(JSONValue.decimal) ?? "auto"), at: 0)
        }
        hyperparameters += request.method.otherHyperparameters
        var members = [JSONMember(name: "hyperparameters", value: .object(hyperparameters))]
        if let grader = request.method.grader {
            members.insert(JSONMember(name: "grader", value: grader), at: 0)
        }
        return .object([
            JSONMember(name: "type", value: .string(kind.rawValue)),
            JSONMember(name: kind.rawValue, value: .object(members)),
        ])
    }

    /// A hyperparameter: the chosen value, else the requested one, else `auto`.
    private func member(_ name: String, isInMethod: Bool) -> JSONMember {
        let requested = request.method.hyperparameters
        let chosen = plan?.hyperparameters
        let value: JSONValue? =
            switch name {
            case "n_epochs": (chosen?.epochs ?? requested.epochs).map(JSONValue.integer)
            case "batch_size": (chosen?.batchSize ?? requested.batchSize).map(JSONValue.integer)
            default:
                (chosen?.learningRateMultiplier ?? requested.learningRateMultiplier).map { multiplier in
                    // Under the method it always has a fraction.
                    if !isInMethod, let whole = Int(exactly: multiplier) { return .integer(whole) }
                    return .decimal(multiplier)
                }
            }
        return JSONMember(name: name, value: value ?? "auto")
    }
}
