// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
package import TapedeckModels

/// Settings of a fine-tuning job.
package struct FineTunePlan: Sendable, Hashable {
    /// The model to tune.
    package var model: String
    /// The suffix of the tuned model's name, 1 to 64 characters; nil for none.
    package var suffix: String?
    /// The hyperparameters of supervised training.
    package var hyperparameters = Hyperparameters()
    /// The seed of the job; nil leaves it to the service.
    package var seed: Int?
    /// The longest wait between two polls of the job; 0 does not wait.
    package var pollInterval = Duration.seconds(10)
    /// The size of a part in bytes; a larger file is uploaded in parts.
    package var partSize = 64 << 20

    /// Creates a plan; the service chooses what is not set.
    /// - Parameters:
    ///   - model: The model to tune.
    ///   - suffix: The suffix of the tuned model's name.
    package init(model: String, suffix: String? = nil) {
        self.model = model
        self.suffix = suffix
    }

    /// The hyperparameters that are set, as members of the request.
    private var hyperparameterMembers: [JSONMember] {
        var members: [JSONMember] = []
        if let epochs = hyperparameters.epochs { members.append(JSONMember(name: "n_epochs", value: .integer(epochs))) }
        if let batchSize = hyperparameters.batchSize {
            members.append(JSONMember(name: "batch_size", value: .integer(batchSize)))
        }
        if let rate = hyperparameters.learningRateMultiplier {
            members.append(JSONMember(name: "learning_rate_multiplier", value: .decimal(rate)))
        }
        return members
    }

    /// Refuses settings that the service would refuse.
    /// - Throws: ``WorkflowError`` with code `badInput` naming the setting and its range.
    package func check() throws(WorkflowError) {
        func refuse(_ name: String, _ value: String, _ range: String) -> WorkflowError {
            .badInput("The fine-tuning setting \(name) is \(value); it must be \(range).")
        }
        if let suffix, !(1...64).contains(suffix.count) { throw refuse("suffix", "'\(suffix)'", "1 to 64 characters") }
        for (name, value, range) in [
            ("n_epochs", hyperparameters.epochs, Hyperparameters.epochRange),
            ("batch_size", hyperparameters.batchSize, Hyperparameters.batchSizeRange),
        ] {
            guard let value, !range.contains(value) else { continue }
            throw refuse(name, "\(value)", "\(range.lowerBound) to \(range.upperBound)")
        }
        if let rate = hyperparameters.learningRateMultiplier, !(rate > 0 && rate.isFinite) {
            throw refuse("learning_rate_multiplier", "\(rate)", "more than 0")
        }
        if let seed, !(0...Int(Int32.max)).contains(seed) { throw refuse("seed", "\(seed)", "0 to \(Int32.max)") }
    }

    /// The digest of data and settings that identifies the job, the same on every run.
    func tag(training: FileRecord, validation: FileRecord?) -> String {
        let settings: JSONValue = [
            "model": .string(model), "suffix": .optional(suffix), "hyperparameters": .object(hyperparameterMembers),
            "seed": seed.map(JSONValue.integer) ?? .null,
        ]
        let digest = Digest.hexadecimal(of: [settings.text(), training.sha256, validation?.sha256 ?? ""])
        return String(digest.prefix(32))
    }

    /// The body of the request that creates the job.
    func request(trainingFile: String, validationFile: String?, tag: String) -> JSONValue {
        var members = [
            JSONMember(name: "model", value: .string(model)),
            JSONMember(name: "training_file", value: .string(trainingFile)),
        ]
        if let validationFile { members.append(JSONMember(name: "validation_file", value: .string(validationFile))) }
        if let suffix { members.append(JSONMember(name: "suffix", value: .string(suffix))) }
        if let seed { members.append(JSONMember(name: "seed", value: .integer(seed))) }
        let hyperparameters = hyperparameterMembers
        if !hyperparameters.isEmpty {
            let method: JSONValue = [
                "type": "supervised", "supervised": ["hyperparameters": .object(hyperparameters)],
            ]
            members.append(JSONMember(name: "method", value: method))
        }
        members.append(JSONMember(name: "metadata", value: [JobFinder.tagName: .string(tag)]))
        return .object(members)
    }
}
