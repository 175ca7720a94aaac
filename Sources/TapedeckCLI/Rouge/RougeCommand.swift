// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckRouge

/// Scores summaries: files or a stream in, a table, JSON or a stream of JSON out.
struct RougeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rouge",
        abstract: "Scores texts against references by ROUGE, bit for bit like rouge_score.",
        discussion: """
            Reads pairs from a JSONL file (--pairs), or line by line from two text files (--references and \
            --candidates). Prints means over all pairs as a table, or with --json as one JSON object with numbers \
            in full precision. In two text files a line is a text, so each text is one sentence for rougeLsum; in \
            JSONL the newlines of a text separate its sentences.

            Examples:
              tapedeck rouge --pairs pairs.jsonl --stemmer
              tapedeck rouge --references refs.txt --candidates out.txt --json
              tapedeck rouge --pairs pairs.jsonl --stemmer --confidence 0.95 --seed 42
              tapedeck rouge --pairs pairs.jsonl --stemmer --expect results.json
              tapedeck rouge --pairs pairs.jsonl --stemmer --min rouge1=0.60 --no-worse-than results.json
              parallel --pipe tapedeck rouge --stream --id-key id < pairs.jsonl

            Exit codes: 0 done, 1 a figure is not what --expect, --min or --no-worse-than asks for, 64 wrong options, 65 wrong input, 70 a fault of \
            tapedeck itself.
            """
    )

    @OptionGroup(title: "Input")
    var input: RougeInputOptions

    @OptionGroup(title: "Scoring")
    var scoring: RougeScoringOptions

    @OptionGroup(title: "Output")
    var output: RougeOutputOptions

    func validate() throws {
        try input.validate(isStream: output.stream)
        try scoring.validate()
        try output.validate(input, scoring)
    }

    @MainActor
    func run() async throws {
        var outputs = OutputFiles()
        outputs.add("--per-pair", output.perPair)
        try outputs.check(
            inputs: [input.pairs, input.references, input.candidates] + output.expect + output.floors.noWorseThan
        )
        do {
            try await RougeRun(input: input, scoring: scoring, output: output).run()
        } catch let failure as RougeFailure {
            Terminal.printError("\(failure)")
            throw failure.exitCode
        } catch is RougeCheckFailed {
            throw ExitCode.checkFailed
        } catch let error where !(error is CancellationError) {
            Terminal.printError("\(error). This is a fault of tapedeck itself: please report it.")
            throw ExitCode.internalError
        }
    }
}
