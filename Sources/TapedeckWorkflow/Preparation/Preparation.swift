// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
import TapedeckModels

/// Settings of training files.
package struct PreparationPlan: Sendable, Hashable {
    /// The model to tune, whose rules apply to files and whose tokens are counted.
    package var model: String
    /// The prompts of the examples; the summary follows as the assistant's message.
    package var prompts: Prompts
    /// Number of epochs; nil for the service's default.
    package var epochs: Int?
    /// The price of a million training tokens; nil makes no estimate.
    package var price: Double?

    /// Creates a plan.
    /// - Parameters:
    ///   - model: The model to tune.
    ///   - prompts: The prompts of the examples.
    package init(model: String, prompts: Prompts = Prompts()) {
        self.model = model
        self.prompts = prompts
    }
}

/// Training and validation files, made of samples and checked by the rules of the service.
package struct Preparation: Sendable {
    private static let trainingName = "train.jsonl"
    private static let validationName = "validation.jsonl"

    /// The training file.
    let training: CheckedTrainingFile
    /// The validation file, when there is one.
    let validation: CheckedTrainingFile?
    private let plan: PreparationPlan

    /// Makes and checks both files; nothing is written yet.
    /// - Parameters:
    ///   - plan: The settings of the files.
    ///   - training: The samples of the training file.
    ///   - validation: The samples of the validation file; nil for none.
    /// - Throws: ``WorkflowError`` with code `badInput` naming the lines that the service would refuse.
    package init(plan: PreparationPlan, training: DataSet, validation: DataSet? = nil) throws(WorkflowError) {
        self.plan = plan
        try plan.prompts.check(training.samples)
        self.training = try CheckedTrainingFile(
            try Self.lines(training, plan),
            path: Self.trainingName,
            label: "The training data",
            model: plan.model,
            part: .training
        )
        guard let validation else {
            self.validation = nil
            return
        }
        try plan.prompts.check(validation.samples)
        self.validation = try CheckedTrainingFile(
            try Self.lines(validation, plan),
            path: Self.validationName,
            label: "The validation data",
            model: plan.model,
            part: .validation
        )
    }

    /// Writes `train.jsonl`, and `validation.jsonl` when there is validation data.
    /// - Parameter folder: The folder of the files; it is created if missing.
    /// - Returns: The size of the files, and of the training.
    /// - Throws: ``WorkflowError`` when they cannot be written.
    package func write(to folder: String) throws(WorkflowError) -> PreparationReport {
        try DiskFile.makeFolder(folder)
        for file in [training, validation].compactMap(\.self) {
            try DiskFile.write(file.content, to: "\(folder)/\(file.name)")
        }
        return report(in: folder)
    }

    /// The size of the files in a folder, and of the training.
    func report(in folder: String) -> PreparationReport {
        let asked = Hyperparameters(epochs: plan.epochs)
        let summary = training.summary
        let resolved = asked.resolved(examples: summary.examples, model: training.model)
        return PreparationReport(
            training: PreparedFile(training, in: folder),
            validation: validation.map { PreparedFile($0, in: folder) },
            epochs: resolved.epochs,
            batchSize: resolved.batchSize,
            steps: resolved.steps(examples: summary.examples),
            trainedTokens: resolved.trainedTokens(perEpoch: summary.tokens),
            cost: plan.price.map { resolved.cost(tokensPerEpoch: summary.tokens, pricePerMillion: $0) }
        )
    }

    private static func lines(_ data: DataSet, _ plan: PreparationPlan) throws(WorkflowError) -> [UInt8] {
        var lines: [UInt8] = []
        for sample in data.samples {
            lines += try plan.prompts.example(for: sample).text().utf8
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }
}

/// The size of the training files, and of the training.
package struct PreparationReport: Sendable, Hashable {
    /// The training file.
    package let training: PreparedFile
    /// The validation file, when there is one.
    package let validation: PreparedFile?
    /// Number of epochs.
    package let epochs: Int
    /// Number of examples per step.
    package let batchSize: Int
    /// Number of steps of the job.
    package let steps: Int
    /// The number of billed training tokens.
    package let trainedTokens: Int
    /// The cost of the training, when a price was given.
    package let cost: Double?

    /// The report for programs.
    package var json: JSONValue {
        [
            "training": training.json, "validation": validation?.json ?? .null,
            "epochs": .integer(epochs), "batch_size": .integer(batchSize), "steps": .integer(steps),
            "trained_tokens": .integer(trainedTokens), "cost": cost.map(JSONValue.decimal) ?? .null,
        ]
    }
}

/// The size of one training or validation file.
package struct PreparedFile: Sendable, Hashable {
    /// The path of the file.
    package let path: String
    /// Number of examples.
    package let examples: Int
    /// Number of tokens per epoch.
    package let tokens: Int
    /// Number of tokens of the longest example.
    package let longestExample: Int
    /// Number of examples longer than the model's limit, which the service truncates.
    package let truncatedExamples: Int
    /// Size in bytes.
    package let bytes: Int

    init(_ file: CheckedTrainingFile, in folder: String) {
        path = "\(folder)/\(file.name)"
        examples = file.summary.examples
        tokens = file.summary.tokens
        longestExample = file.summary.longestExample
        truncatedExamples = file.summary.cutExamples
        bytes = file.summary.bytes
    }

    fileprivate var json: JSONValue {
        [
            "path": .string(path), "examples": .integer(examples), "tokens": .integer(tokens),
            "longest_example": .integer(longestExample), "cut_examples": .integer(truncatedExamples),
            "bytes": .integer(bytes),
        ]
    }
}
