// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import TapedeckScores

/// One run of `tapedeck rouge`, from opening the files to the verdict.
@MainActor
struct RougeRun {
    /// Batches under way at a time when the number of threads is left to the machine.
    private static let usualWidth = 32

    let input: RougeInputOptions
    let scoring: RougeScoringOptions
    let output: RougeOutputOptions

    func run() async throws {
        let scorer = try scoring.scorer()
        let bootstrap = try scoring.bootstrap()
        let expectations = try output.expect.map { try ExpectedScores(path: $0, bootstrap: bootstrap) }
        let floors = try output.floors.expectations()
        let pipeline = ScoringPipeline(
            scorer: scorer,
            skipsBad: input.skipBad,
            writesLines: output.stream || output.perPair != nil,
            width: scoring.threads ?? Self.usualWidth
        )
        var tally = RougeTally(
            scorer: scorer,
            keepsRows: bootstrap != nil || expectations.contains { $0.needsRows }
        )
        if let references = input.references, let candidates = input.candidates {
            var source = try TextPairSource(
                references: references,
                candidates: candidates,
                limit: input.maxLineBytes
            )
            try await score(&source, pipeline, &tally)
        } else {
            let format = PairFormat(
                referenceKey: input.referenceKey,
                candidateKey: input.candidateKey,
                idKey: input.idKey
            )
            var source = try JSONPairSource(path: input.pairs ?? "-", format: format, limit: input.maxLineBytes)
            try await score(&source, pipeline, &tally)
        }
        tally.tellSkipped()
        if !output.stream { try conclude(tally, bootstrap, expectations, floors) }
    }

    /// Scores all pairs, and writes the lines of output.
    private func score(
        _ source: inout some PairSource & ~Copyable,
        _ pipeline: ScoringPipeline,
        _ tally: inout RougeTally
    ) async throws {
        var progress = ProgressBar(isShown: Terminal.isInteractive, unit: "pairs")
        defer { progress.clear() }
        let lines: OutputFile? =
            if let path = output.perPair {
                try OutputFile(path: path)
            } else if output.stream {
                .standardOutput()
            } else {
                nil
            }
        try await pipeline.run(&source) { result, share in
            if !result.lines.isEmpty { try lines?.write(result.lines) }
            tally.add(result)
            progress.show(share: share, count: tally.count)
        }
        try lines?.finish()
    }

    /// Prints the means and judges them.
    private func conclude(
        _ tally: RougeTally,
        _ bootstrap: Bootstrap?,
        _ expectations: [ExpectedScores],
        _ floors: [ExpectedScores]
    ) throws {
        guard tally.count > 0 else {
            let name = input.references ?? input.pairs ?? "-"
            throw RougeFailure.badInput(
                "\(name == "-" ? "standard input" : name) holds no pairs, so there is nothing to average."
            )
        }
        let report = RougeReport(
            metrics: tally.scorer.metrics,
            stemmer: scoring.stemmer,
            count: tally.count,
            skipped: input.skipBad ? tally.skipped : nil,
            bootstrap: bootstrap,
            aggregates: tally.aggregates(bootstrap)
        )
        try OutputFile.standardOutput().write(Array((output.json ? report.json : report.table).utf8))
        var moved = false
        for expectation in expectations {
            let verdict = expectation.verdict(report, tally, tolerance: output.tolerance ?? 0)
            Terminal.write(verdict.description)
            moved = moved || !verdict.isSame
        }
        let isReached = try output.floors.judge(report.figures, floors, tolerance: output.tolerance ?? 0)
        if moved || !isReached { throw RougeCheckFailed() }
    }
}

/// A score fails a check; the message has been printed already.
struct RougeCheckFailed: Error {}
