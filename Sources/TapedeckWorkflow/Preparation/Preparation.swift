// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// Makes the files that a fine-tuning job trains on, and refuses to write what the service would refuse to take.
package struct Preparation: Sendable {
    private let plan: PreparationPlan
    private let model: OpenAIModel
    private let training: [UInt8]
    private let validation: [UInt8]?
    private let trainingSummary: TrainingFileSummary
    private let validationSummary: TrainingFileSummary?

    /// Makes and checks both files; nothing is written yet.
    /// - Parameters:
    ///   - plan: What files are made of.
    ///   - training: The samples to train on.
    ///   - validation: The samples to watch the training by; nil for none.
    /// - Throws: ``WorkflowError`` with code `badInput` naming the lines that the service would refuse.
    package init(plan: PreparationPlan, training: DataSet, validation: DataSet? = nil) throws(WorkflowError) {
        self.plan = plan
        try plan.prompts.check(training.samples)
        self.training = try Self.lines(training, plan)
        let check =
            try TrainingFileCheck(self.training, path: "The training data", model: plan.model, part: .training)
        trainingSummary = check.summary
        model = check.model
        guard let validation else {
            self.validation = nil
            validationSummary = nil
            return
        }
        try plan.prompts.check(validation.samples)
        let lines = try Self.lines(validation, plan)
        validationSummary =
            try TrainingFileCheck(lines, path: "The validation data", model: plan.model, part: .validation).summary
        self.validation = lines
    }

    /// Writes `train.jsonl`, and `validation.jsonl` when there is validation data.
    /// - Parameter folder: Where they go; made when there is none.
    /// - Returns: What training on them would take.
    /// - Throws: ``WorkflowError`` when they cannot be written.
    package func write(to folder: String) throws(WorkflowError) -> PreparationReport {
        try DiskFile.makeFolder(folder)
        try DiskFile.write(training, to: "\(folder)/train.jsonl")
        if let validation { try DiskFile.write(validation, to: "\(folder)/validation.jsonl") }
        return report(in: folder)
    }

    /// What training on the files in a folder would take.
    func report(in folder: String) -> PreparationReport {
        let asked = Hyperparameters(epochs: plan.epochs)
        let resolved = asked.resolved(examples: trainingSummary.examples, model: model)
        return PreparationReport(
            training: Self.file("\(folder)/train.jsonl", trainingSummary),
            validation: validationSummary.map { Self.file("\(folder)/validation.jsonl", $0) },
            epochs: resolved.epochs,
            batchSize: resolved.batchSize,
            steps: resolved.steps(examples: trainingSummary.examples),
            trainedTokens: resolved.trainedTokens(perEpoch: trainingSummary.tokens),
            cost: plan.price.map { resolved.cost(tokensPerEpoch: trainingSummary.tokens, pricePerMillion: $0) }
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

    private static func file(_ path: String, _ summary: TrainingFileSummary) -> PreparedFile {
        PreparedFile(
            path: path,
            examples: summary.examples,
            tokens: summary.tokens,
            longestExample: summary.longestExample,
            cutExamples: summary.cutExamples,
            bytes: summary.bytes
        )
    }
}
