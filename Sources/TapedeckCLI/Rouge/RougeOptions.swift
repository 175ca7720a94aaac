// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckRouge

/// Options of the input.
struct RougeInputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Pairs as JSON lines; - for standard input.", valueName: "file"))
    var pairs: String?

    @Option(help: ArgumentHelp("References, one on each line; - for standard input.", valueName: "file"))
    var references: String?

    @Option(help: ArgumentHelp("Candidates, one on each line; - for standard input.", valueName: "file"))
    var candidates: String?

    @Option(help: ArgumentHelp("Key of the reference: a text, or a list of texts.", valueName: "key"))
    var referenceKey = "reference"

    @Option(help: ArgumentHelp("Key of the candidate.", valueName: "key"))
    var candidateKey = "prediction"

    @Option(help: ArgumentHelp("Key of a value to copy to each line of output as id.", valueName: "key"))
    var idKey: String?

    @Flag(help: "Skips lines that are not JSON or lack a key, and counts them.")
    var skipBad = false

    @Option(help: ArgumentHelp("Maximum length of a line.", valueName: "bytes"))
    var maxLineBytes = 16 << 20

    /// The input, once the options are known to be complete.
    func validate(isStream: Bool) throws {
        if pairs != nil, references != nil || candidates != nil {
            throw ValidationError("Give either --pairs, or --references and --candidates.")
        }
        if pairs == nil, references == nil, candidates == nil, !isStream {
            throw ValidationError("Give --pairs FILE, or --references FILE and --candidates FILE.")
        }
        if references == nil, candidates != nil { throw ValidationError("--candidates needs --references FILE.") }
        if references != nil, candidates == nil { throw ValidationError("--references needs --candidates FILE.") }
        if references == "-", candidates == "-" {
            throw ValidationError("Only one of --references and --candidates can be standard input.")
        }
        if references != nil, skipBad || idKey != nil {
            throw ValidationError("--skip-bad and --id-key are for JSON lines: use them with --pairs.")
        }
        if maxLineBytes < 1 { throw ValidationError("--max-line-bytes must be at least 1.") }
    }
}

/// Options of the scores.
struct RougeScoringOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            """
            rouge1 to rouge9, rougeL, rougeLsum; in order, separated by commas or spaces. \
            (default: rouge1 rouge2 rougeL rougeLsum)
            """,
            valueName: "metric"
        )
    )
    var metrics: [String] = []

    @Flag(help: "Compares stems instead of words.")
    var stemmer = false

    @Option(
        help: ArgumentHelp("Adds bootstrap intervals that hold this share of the resampled means.", valueName: "share")
    )
    var confidence: Double?

    @Option(help: "Seed of the bootstrap. (default: 0)")
    var seed: UInt32?

    @Option(
        help: ArgumentHelp("Resamples of the bootstrap. (default: \(Bootstrap.defaultResamples))", valueName: "count")
    )
    var resamples: Int?

    @Option(help: ArgumentHelp("Maximum number of threads. (default: all cores)", valueName: "count"))
    var threads: Int?

    func validate() throws {
        if confidence == nil, seed != nil || resamples != nil {
            throw ValidationError("--seed and --resamples belong to --confidence: add --confidence 0.95.")
        }
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
        do {
            _ = try scorer()
            _ = try bootstrap()
        } catch {
            throw ValidationError(error.message)
        }
    }

    func scorer() throws(RougeError) -> RougeScorer {
        var chosen: [RougeMetric] = []
        for names in metrics {
            for name in names.split(separator: ",", omittingEmptySubsequences: false) {
                chosen.append(try RougeMetric(String(name)))
            }
        }
        return RougeScorer(
            metrics: metrics.isEmpty ? RougeMetric.standard : chosen,
            stemmer: stemmer ? .porter : .none
        )
    }

    func bootstrap() throws(RougeError) -> Bootstrap? {
        guard let confidence else { return nil }
        return try Bootstrap(
            confidence: confidence,
            resamples: resamples ?? Bootstrap.defaultResamples,
            seed: seed ?? 0
        )
    }
}

/// Options of the output and its checks.
struct RougeOutputOptions: ParsableArguments {
    @Flag(help: "Prints one JSON object instead of a table.")
    var json = false

    @Option(help: ArgumentHelp("Also writes the scores of each pair as JSON lines, in input order.", valueName: "file"))
    var perPair: String?

    @Flag(help: "Prints the scores of each pair as they come, in constant memory, and no means.")
    var stream = false

    @Option(
        help: ArgumentHelp(
            """
            Results (as --json prints them, or a file of names and figures) or scores of pairs \
            (as --per-pair writes them) that must come out; may be repeated.
            """,
            valueName: "file"
        )
    )
    var expect: [String] = []

    @Option(
        help: ArgumentHelp(
            "Largest difference that --expect and --no-worse-than accept; 0.01 is a point. (default: 0, every bit)",
            valueName: "number"
        )
    )
    var tolerance: Double?

    @OptionGroup var floors: FloorOptions

    func validate(_ input: RougeInputOptions, _ scoring: RougeScoringOptions) throws {
        if stream, json || perPair != nil || !expect.isEmpty || !floors.isEmpty || scoring.confidence != nil {
            throw ValidationError(
                "--stream prints scores of pairs only: leave --json, --per-pair, --expect, --min, --no-worse-than and "
                    + "--confidence out."
            )
        }
        if input.idKey != nil, !stream, perPair == nil, expect.isEmpty {
            throw ValidationError(
                "--id-key is for the scores of pairs: add --stream, --per-pair FILE or --expect FILE."
            )
        }
        if perPair == "-" {
            throw ValidationError("--per-pair needs a file. To print the scores of pairs use --stream.")
        }
        if tolerance != nil, expect.isEmpty, floors.noWorseThan.isEmpty {
            throw ValidationError("--tolerance belongs to --expect and --no-worse-than.")
        }
        if let tolerance, !(tolerance >= 0) { throw ValidationError("--tolerance must be 0 or more.") }
    }
}
