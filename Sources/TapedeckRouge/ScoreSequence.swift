// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The scores of a sequence of pairs, in input order; made by ``RougeScorer/scores(of:window:workers:)``.
public struct ScoreSequence<Pairs: AsyncSequence>: AsyncSequence where Pairs.Element == RougePair {
    let pairs: Pairs
    let scorer: RougeScorer
    let window: Int
    let workers: Int?

    /// Reads pairs ahead and scores them a window at a time.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private static var textLimit: Int { 1 << 20 }

        private var pairs: Pairs.AsyncIterator
        private let scorer: RougeScorer
        private let window: Int
        private let workers: Int?
        private var table: ScoreTable?
        private var position = 0

        init(_ sequence: ScoreSequence) {
            pairs = sequence.pairs.makeAsyncIterator()
            scorer = sequence.scorer
            window = sequence.window
            workers = sequence.workers
        }

        /// The scores of the next pair; nil at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> RougeScores? {
            if let table, position < table.count {
                position += 1
                return table[position - 1]
            }
            var ahead: [RougePair] = []
            var bytes = 0
            while ahead.count < window, bytes < Self.textLimit, let pair = try await pairs.next(isolation: actor) {
                bytes += pair.candidate.utf8.count + pair.references.reduce(0) { $0 + $1.utf8.count }
                ahead.append(pair)
            }
            guard !ahead.isEmpty else { return nil }
            let scored = try await scorer.scores(of: ahead, workers: workers)
            table = scored
            position = 1
            return scored[0]
        }
    }

    /// Begins to read the pairs.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
