// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckCore
import TapedeckWorkflow

/// Compares models by their results and predictions.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares models: one table, the significance of each difference, and a page to read the samples.",
        discussion: """
            Takes any number of eval_results.json and predictions.jsonl files, also of models run elsewhere: a line of \
            predictions needs "reference" and "prediction", and optionally "id" or "dialogue". Predictions are scored, and \
            differences tested by a paired bootstrap on the samples that two models share. Simulated and published \
            scores are marked as such.

            Examples:
              tapedeck compare results/base results/tuned
              tapedeck compare results --published samsum-lesson --html comparison.html
              tapedeck compare results --label "Llama 3.2 1B=llama.jsonl" --csv table.csv

            Exit codes: 0 done, 64 wrong options, 65 wrong input, 70 internal error.
            """
    )

    @OptionGroup(title: "Input")
    var input: CompareInputOptions

    @OptionGroup(title: "Scoring")
    var scoring: CompareScoringOptions

    @OptionGroup(title: "Output")
    var output: CompareOutputOptions

    func validate() throws {
        guard try !input.inputs().isEmpty || !input.published.isEmpty else {
            throw ValidationError("Give result files, prediction files or folders to compare.")
        }
    }

    @MainActor
    func run() async throws {
        var outputs = OutputFiles()
        for (option, path) in output.options { outputs.add(option, path) }
        try outputs.check(inputs: try input.inputs().flatMap { Self.files(of: $0.path) } + input.published)
        var published: [EvaluationResults] = []
        for table in input.published { published += try PublishedScores(table).rows }
        let models = try EvaluatedModel.read(input.inputs())
        try outputs.check(inputs: models.flatMap(\.tuningFiles))
        let comparison = try await scoring.comparer().compare(
            models,
            published: published,
            baseline: input.baseline
        )
        for file in output.files {
            try Self.write(comparison.report(file.format, title: output.title), to: file.path)
        }
        do {
            let report = VisibleText.text(comparison.report(output.format, title: output.title))
            try OutputFile.standardOutput().write(Array(report.utf8))
        } catch {
            throw WorkflowError(code: .badInput, message: error.description)
        }
        for file in output.files { Terminal.note("Wrote \(file.path)") }
    }

    /// The files that are read of an input, which may be a folder of results of one model or of many.
    private static func files(of path: String) -> [String] {
        let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return [path]
            + inside.filter { ["eval_results.json", "predictions.jsonl"].contains(($0 as NSString).lastPathComponent) }
            .map { "\(path)/\($0)" }
    }

    private static func write(_ text: String, to path: String) throws(WorkflowError) {
        do {
            let file = try OutputFile(path: path)
            try file.write(Array(text.utf8))
            try file.finish()
        } catch {
            throw WorkflowError(code: .badInput, message: error.description)
        }
    }
}
