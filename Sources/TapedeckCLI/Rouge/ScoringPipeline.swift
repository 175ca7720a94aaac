// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import TapedeckScores

/// Reads pairs, scores them on all cores and hands results on in input order, in bounded memory.
struct ScoringPipeline {
    let scorer: RougeScorer
    /// Whether to leave lines out that cannot be scored.
    let skipsBad: Bool
    /// Whether results come with their lines of JSON.
    let writesLines: Bool
    /// Batches under way at a time.
    let width: Int

    /// The results of one batch.
    struct Result: Sendable {
        let table: ScoreTable
        let indexes: [Int]
        let ids: [[UInt8]?]
        let lines: [UInt8]
        let bad: [PairBatch.BadLine]
    }

    /// Runs to the end of the source.
    ///
    /// On the main thread: reading and writing block it, and the threads of the pool are left to scoring.
    /// `receive` gets each batch's results, in input order, and the share of the input that has been read.
    @MainActor
    func run(
        _ source: inout some PairSource & ~Copyable,
        _ receive: @MainActor (Result, Double?) throws -> Void
    ) async throws {
        var waiting: [Int: Result] = [:]
        var (read, written) = (0, 0)
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            @MainActor func collect() async throws {
                guard let (number, result) = try await group.next() else { return }
                waiting[number] = result
                while let result = waiting.removeValue(forKey: written) {
                    written += 1
                    try receive(result, source.progress)
                    if let bad = result.bad.first, !skipsBad { throw Self.failure(bad) }
                }
            }
            while true {
                // Whoever feeds this pipe may wait for the answers before sending more.
                while written < read, !source.isReady { try await collect() }
                guard let batch = try source.next() else { break }
                let number = read
                read += 1
                group.addTask { (number, try score(batch)) }
                while read - written >= width { try await collect() }
            }
            while written < read { try await collect() }
        }
    }

    private func score(_ batch: PairBatch) throws -> Result {
        let contents = batch.contents(goesOn: skipsBad)
        let table = try scorer.serialScores(of: contents.pairs)
        var writer = ScoreWriter(metrics: scorer.metrics)
        if writesLines {
            for (position, scores) in table.enumerated() {
                writer.append(scores, index: contents.indexes[position], id: contents.ids[position])
            }
        }
        return Result(
            table: table,
            indexes: contents.indexes,
            ids: contents.ids,
            lines: writer.bytes,
            bad: contents.bad
        )
    }

    private static func failure(_ bad: PairBatch.BadLine) -> RougeFailure {
        .badInput("\(bad.description). Correct the line, or leave such lines out with --skip-bad.")
    }
}
