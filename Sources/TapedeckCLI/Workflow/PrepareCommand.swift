// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckModels
import TapedeckScores
import TapedeckWorkflow

/// Makes training files of a data set.
struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract:
            "Makes the training and validation files of a fine-tuning job, and checks them by the service's rules.",
        discussion: """
            Writes train.jsonl and validation.jsonl into the folder of --output, and says how many examples and tokens they \
            have, and what training would cost at a price. No file is written that the service would refuse.

            Examples:
              tapedeck prepare --train train.jsonl --validation validation.jsonl --output prepared
              tapedeck prepare --train samsum.csv --field-map dialogue=text --limit 100 --seed 42 --output prepared
              tapedeck prepare --train train.jsonl --price 3.00 --output prepared --json

            Exit codes: 0 done, 64 wrong options, 65 wrong input: each fault with its line.
            """
    )

    @Option(help: "The training samples: JSON lines, a JSON array, CSV, or Parquet exported as JSON.")
    var train: String

    @Option(help: "The validation samples.")
    var validation: String?

    @Option(name: .shortAndLong, help: "The folder of the files; it is created if missing.")
    var output: String

    @Option(help: "The model to tune, whose rules apply to files and whose tokens are counted.")
    var model = "gpt-4o-mini-2024-07-18"

    @Option(help: "Number of epochs, 1 to 50. (default: the service's choice)")
    var epochs: Int?

    @Option(help: "The price of a million training tokens, for an estimate of the cost.")
    var price: Double?

    @Flag(help: "Print the report as JSON.")
    var json = false

    @OptionGroup(title: "Data") var dataOptions: DataOptions
    @OptionGroup(title: "Prompts") var promptOptions: PromptOptions

    func validate() throws {
        let range = Hyperparameters.epochRange
        if let epochs, !range.contains(epochs) {
            throw ValidationError("--epochs takes a number from \(range.lowerBound) to \(range.upperBound).")
        }
        if let price, !(price >= 0 && price.isFinite) { throw ValidationError("--price takes a number from 0.") }
    }

    func run() throws {
        var outputs = OutputFiles()
        for name in ["train.jsonl", "validation.jsonl"] { outputs.add("--output", "\(output)/\(name)") }
        try outputs.check(inputs: [train, validation])
        var plan = PreparationPlan(model: model, prompts: try promptOptions.prompts())
        plan.epochs = epochs
        plan.price = price
        let preparation = try Preparation(
            plan: plan,
            training: try dataOptions.load(train),
            validation: try validation.map { try dataOptions.load($0) }
        )
        let report = try preparation.write(to: output)
        Terminal.write(result: json ? report.json.text(indent: 2) + "\n" : PreparationText(report).description)
    }
}

/// The report of a preparation as text.
struct PreparationText: CustomStringConvertible {
    let description: String

    init(_ report: PreparationReport) {
        var rows = [["file", "examples", "tokens", "longest", "bytes"]]
        for file in [report.training, report.validation].compactMap({ $0 }) {
            rows.append(
                [file.path] + [file.examples, file.tokens, file.longestExample, file.bytes].map { "\($0)" }
            )
        }
        var text = TextTable(rows: rows).description
        text += "\(counted(report.epochs, "epoch")), \(counted(report.steps, "step")), "
        text += counted(report.trainedTokens, "training token")
        if let cost = report.cost { text += ", cost \(cost.fixed(2))" }
        let truncated = report.training.truncatedExamples
        if truncated > 0 {
            text +=
                "\n\(counted(truncated, "example is", "examples are")) longer than the model takes; the service cuts off what is too long"
        }
        description = text + "\n"
    }
}
