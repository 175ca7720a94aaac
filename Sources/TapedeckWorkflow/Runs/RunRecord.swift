// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// A record of the settings in a results folder, so that no run mixes results of two configurations.
struct RunRecord {
    private static let version = 1

    let identity: [JSONMember]

    /// The settings that must stay the same from one run in a folder to the next; models may be added.
    init(_ configuration: WorkflowConfiguration, training: DataSet?, validation: DataSet?, test: DataSet) {
        var identity = [
            JSONMember(name: "test data", value: .string(test.digest)),
            JSONMember(name: "system prompt", value: .optional(configuration.prompts.system?.text)),
            JSONMember(name: "prompt", value: .string(configuration.prompts.user.text)),
            JSONMember(
                name: "use of the system prompt",
                value: .array(
                    Prompts.SystemUse.allCases.filter(configuration.prompts.systemUses.contains)
                        .map { .string($0.rawValue) }
                )
            ),
            JSONMember(
                name: "temperature",
                value: configuration.evaluation.temperature.map(JSONValue.decimal) ?? .null
            ),
            JSONMember(
                name: "request_seed",
                value: configuration.evaluation.seed.map(JSONValue.integer) ?? .null
            ),
            JSONMember(name: "max_tokens", value: .integer(configuration.evaluation.maxTokens)),
        ]
        if let job = configuration.fineTuning {
            identity += [
                JSONMember(name: "training data", value: .optional(training?.digest)),
                JSONMember(name: "validation data", value: .optional(validation?.digest)),
                JSONMember(name: "fine-tuned model", value: .string(job.model)),
                JSONMember(name: "suffix", value: .optional(job.suffix)),
                JSONMember(name: "epochs", value: job.hyperparameters.epochs.map(JSONValue.integer) ?? .null),
                JSONMember(name: "batch_size", value: job.hyperparameters.batchSize.map(JSONValue.integer) ?? .null),
                JSONMember(
                    name: "learning_rate_multiplier",
                    value: job.hyperparameters.learningRateMultiplier.map(JSONValue.decimal) ?? .null
                ),
                JSONMember(name: "job seed", value: job.seed.map(JSONValue.integer) ?? .null),
            ]
        }
        self.identity = identity
    }

    /// Compares the settings with those in the folder, and writes them to the folder.
    func keep(in folder: String, restarts: Bool) throws(WorkflowError) {
        let path = "\(folder)/workflow.json"
        if !restarts, DiskFile.exists(path) {
            guard let json = try? JSONValue(parsing: try DiskFile.read(path)), json["version"]?.integer == Self.version,
                let recorded = json["of"]
            else { throw .badInput("\(path) is not the record of a workflow.", .otherFolder) }
            // Settings that an earlier configuration did not have can be added.
            for member in identity {
                guard let before = recorded[member.name], before != member.value else { continue }
                throw .badInput(
                    "\(folder) holds results with another \(member.name): \(JSONText.excerpt(before)) then, "
                        + "\(JSONText.excerpt(member.value)) now.",
                    .otherFolderOrRestart(.results)
                )
            }
        }
        let json: JSONValue = ["version": .integer(Self.version), "of": .object(identity)]
        try DiskFile.write(Array((json.text(indent: 2) + "\n").utf8), to: path)
    }
}

/// Folder names for models.
enum RunFolder {
    /// A name valid on every file system: letters, digits, `.`, `-` and `_` stay, other characters become `-`.
    static func name(for model: String) -> String {
        let kept = model.lowercased().map {
            $0.isASCII && ($0.isLetter || $0.isNumber) || "._-".contains($0) ? $0 : "-"
        }
        let name = String(kept)
        return name.allSatisfy { $0 == "." } ? "model" : name
    }
}
