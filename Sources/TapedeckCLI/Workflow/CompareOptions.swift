// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Foundation
import TapedeckRouge
public import TapedeckWorkflow

/// The input options of `tapedeck compare`.
struct CompareInputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "eval_results.json or predictions.jsonl of a model, or a folder that holds them, for itself or for each model.",
            valueName: "path"
        )
    )
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Also read PATH, and name its model NAME (repeatable).",
            valueName: "name=path"
        )
    )
    var label: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Published scores to show beside the others: \(PublishedScores.presets.joined(separator: ", ")), or a YAML \
            or JSON file (repeatable).
            """,
            valueName: "table"
        )
    )
    var published: [String] = []

    @Option(
        help: ArgumentHelp(
            "The model that the others are compared with, by its name in the table; by default the first one.",
            valueName: "name"
        )
    )
    var baseline: String?

    /// Files and folders in the order of the command line, paths before labels; a label of a path names it there.
    func inputs() throws -> [ComparisonInput] {
        var inputs = paths.map { ComparisonInput(path: $0) }
        for label in label {
            let input = try Self.input(label)
            if let index = inputs.firstIndex(where: { $0.path == input.path }) {
                inputs[index] = input
            } else {
                inputs.append(input)
            }
        }
        return inputs
    }

    /// The name and the path of a label; either may hold further equals signs, so a path that is there decides.
    private static func input(_ label: String) throws -> ComparisonInput {
        let splits = label.indices.filter { label[$0] == "=" && $0 != label.startIndex }
            .map { ComparisonInput(path: String(label[label.index(after: $0)...]), label: String(label[..<$0])) }
            .filter { !$0.path.isEmpty }
        guard let first = splits.first else {
            throw ValidationError("--label \(label) is not NAME=PATH, such as \"Llama 3.2 1B=llama.jsonl\".")
        }
        return splits.first { FileManager.default.fileExists(atPath: $0.path) } ?? first
    }
}

/// The scoring options of `tapedeck compare`.
struct CompareScoringOptions: ParsableArguments {
    private static let mostResamples = 1_000_000

    @Option(help: ArgumentHelp("Confidence level of the intervals, such as 0.95.", valueName: "share"))
    var confidence: Double = 0.95

    @Option(help: ArgumentHelp("Number of resamples.", valueName: "number"))
    var resamples = Bootstrap.defaultResamples

    @Option(help: ArgumentHelp("Seed of the resampling.", valueName: "number"))
    var seed: UInt32 = 0

    @Flag(help: "Compare words without stemming.")
    var noStemmer = false

    func validate() throws {
        guard resamples <= Self.mostResamples else {
            throw ValidationError(
                "--resamples \(resamples) is more than \(Self.mostResamples); \(Bootstrap.defaultResamples) is usual."
            )
        }
        _ = try comparer()
    }

    func comparer() throws -> ModelComparer {
        do throws(RougeError) {
            let bootstrap = try Bootstrap(confidence: confidence, resamples: resamples, seed: seed)
            return ModelComparer(stemmer: noStemmer ? .none : .porter, bootstrap: bootstrap)
        } catch {
            throw ValidationError(error.message)
        }
    }
}

/// The output options of `tapedeck compare`.
struct CompareOutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The format of the printed report.", valueName: "form"))
    var format = ReportFormat.table

    @Option(help: ArgumentHelp("Write an HTML page with chart, tables and all samples.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write the tables as Markdown.", valueName: "file"))
    var markdown: String?

    @Option(help: ArgumentHelp("Write scores and differences as JSON, in full precision.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Write a row per model as CSV, in full precision.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Heading of the HTML page.", valueName: "text"))
    var title = "Model comparison"

    /// The files to write, each with its form.
    var files: [(path: String, format: ReportFormat)] {
        [(html, ReportFormat.html), (markdown, .markdown), (json, .json), (csv, .csv)].compactMap { path, format in
            path.map { ($0, format) }
        }
    }

    /// The files to write, by their options.
    var options: [(name: String, path: String?)] {
        [("--html", html), ("--markdown", markdown), ("--json", json), ("--csv", csv)]
    }

    func validate() throws {
        let paths = files.map(\.path)
        if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }) {
            throw ValidationError("\(twice) cannot hold two forms. Give each a file of its own.")
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}
