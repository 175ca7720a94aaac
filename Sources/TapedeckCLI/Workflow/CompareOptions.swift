// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import TapedeckRouge
import TapedeckWorkflow

/// What `tapedeck compare` reads.
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
            "Also reads PATH, and names its model NAME; may be repeated.",
            valueName: "name=path"
        )
    )
    var label: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            Published figures to show beside the others: \(PublishedScores.presets.joined(separator: ", ")), or a YAML \
            or JSON file; may be repeated.
            """,
            valueName: "table"
        )
    )
    var published: [String] = []

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

/// How `tapedeck compare` computes intervals and differences.
struct CompareScoringOptions: ParsableArguments {
    private static let mostResamples = 1_000_000

    @Option(help: ArgumentHelp("Share of the resampled means inside an interval.", valueName: "share"))
    var confidence: Double = 0.95

    @Option(help: ArgumentHelp("Number of resamples.", valueName: "number"))
    var resamples = 1000

    @Option(help: ArgumentHelp("Seed of the resampling.", valueName: "number"))
    var seed: UInt32 = 0

    @Flag(help: "Compares words as they are, not their stems.")
    var noStemmer = false

    func validate() throws {
        guard resamples <= Self.mostResamples else {
            throw ValidationError("--resamples \(resamples) is more than \(Self.mostResamples); 1000 is usual.")
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

/// What `tapedeck compare` writes, and where.
struct CompareOutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What is printed.", valueName: "form"))
    var format = ReportFormat.table

    @Option(help: ArgumentHelp("Writes one page with chart, tables and all samples.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Writes the tables as Markdown.", valueName: "file"))
    var markdown: String?

    @Option(help: ArgumentHelp("Writes figures and differences in full precision.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Writes a row for each model, in full precision.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Heading of the page.", valueName: "text"))
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
