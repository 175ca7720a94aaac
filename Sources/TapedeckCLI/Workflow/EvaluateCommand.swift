// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckCore
import TapedeckRouge
import TapedeckScores
import TapedeckWorkflow

/// Asks a model for summaries and scores them.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Asks a model for a summary of each sample and scores the answers by ROUGE.",
        discussion: """
            Writes predictions.jsonl and eval_results.json into the folder of --output. Answers are kept as they come, so \
            that an interrupted run continues where it was; a sample that fails is named, and never scored.

            Examples:
              tapedeck evaluate --model gpt-4o-mini --data test.jsonl --output results/base
              tapedeck evaluate --model gpt-4o-mini --data test.jsonl --output results/ci --expect results.json
              tapedeck evaluate --model llama3.2:1b --base-url http://127.0.0.1:11434/v1 --data test.csv --output llama

            Exit codes: 0 done, 1 samples are missing or a gate is not passed, 64 wrong options, 65 wrong input, \
            69 the service cannot be reached or refuses, 130 interrupted with Ctrl-C.
            """
    )

    @Option(help: "The name of the model at the service.")
    var model: String

    @Option(help: "The samples: JSON lines, a JSON array, CSV, or Parquet exported as JSON.")
    var data: String

    @Option(name: .shortAndLong, help: "The folder of the results; it is created if missing.")
    var output: String

    @Flag(help: "Drop the answers of an earlier run and request all again.")
    var restart = false

    @Flag(help: "Print the results as JSON instead of a table.")
    var json = false

    @OptionGroup(title: "Data") var dataOptions: DataOptions
    @OptionGroup(title: "Prompts") var promptOptions: PromptOptions
    @OptionGroup(title: "Evaluation") var evaluation: EvaluationOptions
    @OptionGroup(title: "Service") var client: ClientOptions
    @OptionGroup(title: "Gate") var gate: GateOptions

    func run() async throws {
        var outputs = OutputFiles()
        for name in ["journal.jsonl", "predictions.jsonl", "eval_results.json"] {
            outputs.add("--output", "\(output)/\(name)")
        }
        try outputs.check(inputs: [data, client.patience.caBundle] + gate.expect + gate.floors.noWorseThan)
        let client = try await client.client()
        let gateFiles = try gate.files()
        let evaluator = try Evaluator(
            client: client,
            plan: try evaluation.plan(model: model, prompts: promptOptions.prompts()),
            data: try dataOptions.load(data),
            file: data,
            folder: output
        )
        let reporter = EvaluationReporter(name: model)
        let (folder, restarts) = (output, restart)
        let outcome = try await InterruptibleWork { reporter.advice(folder: folder) }.run {
            try await evaluator.run(restarts: restarts) { reporter.show($0) }
        }
        reporter.finish(outcome)
        if let results = outcome.results {
            Terminal.write(result: json ? results.fileText : ResultTable(results).description)
        }
        if let stop = outcome.stop { throw stop }
        let isSame = try gate.judge(outcome.results, gateFiles)
        if !outcome.missing.isEmpty || !isSame { throw ExitCode.checkFailed }
    }
}

/// The table of one model's scores as text.
struct ResultTable: CustomStringConvertible {
    let description: String

    init(_ results: EvaluationResults) {
        var rows = [["metric", "F"]]
        if let bootstrap = results.bootstrap {
            rows[0].append("\((bootstrap.confidence * 100).fixed(1)) % interval")
        }
        for score in results.scores {
            var row = [score.metric.name, (score.mean * 100).fixed(2)]
            if let interval = score.interval {
                let bounds = [interval.lowerBound, interval.upperBound].map { ($0 * 100).fixed(2) }
                row.append("\(bounds[0]) to \(bounds[1])")
            }
            rows.append(row)
        }
        let count = results.sampleCount ?? 0
        let title = "\(results.modelName): \(counted(count, "sample")), means in percent"
        description = title + (results.isSimulated ? "; simulated\n" : "\n") + TextTable(rows: rows).description
    }
}
