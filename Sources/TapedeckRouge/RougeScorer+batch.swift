// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension RougeScorer {
    /// Pairs that one task scores before it hands its results over.
    private static let chunk = 64
    /// Tasks under way unless the caller says otherwise: enough for any machine; the runtime has one thread a core.
    private static let defaultWorkers = 128

    /// Scores pairs on all cores.
    ///
    /// The results do not depend on the number of threads.
    /// - Parameters:
    ///   - pairs: The pairs to score.
    ///   - workers: Maximum number of concurrent tasks, at least 1; nil uses all cores.
    /// - Returns: A row for each pair, in the same order.
    /// - Throws: ``RougeError`` with code `noReference` when a pair has none, naming its position; `CancellationError`
    ///   when the task is cancelled.
    @concurrent
    public func scores(of pairs: [RougePair], workers: Int? = nil) async throws -> ScoreTable {
        let chunks = (pairs.count + Self.chunk - 1) / Self.chunk
        var parts = [ScoreTable?](repeating: nil, count: chunks)
        try await withThrowingTaskGroup(of: (Int, ScoreTable).self) { group in
            var next = 0
            func start() {
                guard next < chunks else { return }
                let (index, first) = (next, next * Self.chunk)
                next += 1
                group.addTask {
                    try Task.checkCancellation()
                    return (index, try serialScores(of: pairs, first..<min(first + Self.chunk, pairs.count)))
                }
            }
            for _ in 0..<max(1, workers ?? Self.defaultWorkers) { start() }
            while let (index, part) = try await group.next() {
                parts[index] = part
                start()
            }
        }
        var table = ScoreTable(metrics: metrics, count: 0, scores: [])
        table.reserve(pairs.count)
        for case let part? in parts { table.append(part) }
        return table
    }

    /// Scores a sequence of pairs as they arrive, on all cores, in bounded memory.
    ///
    /// Pairs are read ahead up to the window, or up to about a million bytes of text, scored together and handed
    /// out in input order.
    /// - Parameters:
    ///   - pairs: The pairs to score.
    ///   - window: Maximum number of pairs to read ahead, at least 1; with 1, each pair is scored before the next is read.
    ///   - workers: Maximum number of concurrent tasks; nil uses all cores.
    /// - Returns: The scores of each pair, in the same order. Throws what the sequence throws, and what
    ///   ``scores(of:workers:)`` does.
    public func scores<Pairs: AsyncSequence>(
        of pairs: Pairs,
        window: Int = 4096,
        workers: Int? = nil
    ) -> ScoreSequence<Pairs> where Pairs.Element == RougePair {
        ScoreSequence(pairs: pairs, scorer: self, window: max(1, window), workers: workers)
    }
}
