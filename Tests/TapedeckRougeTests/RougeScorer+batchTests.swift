// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct RougeScorerBatchTests {
    static let pairs: [RougePair] = {
        var texts = RandomTexts(seed: 3)
        return (0..<1_500).map { index in
            let pair = texts.pair(upTo: 40)
            let references = [pair.reference] + (0..<(index % 3)).map { _ in texts.pair(upTo: 20).reference }
            return RougePair(candidate: pair.candidate, references: references)
        }
    }()

    @Test(arguments: [1, 2, 3, 16])
    func `any number of workers gives the same table`(workers: Int) async throws {
        let scorer = RougeScorer(stemmer: .porter)
        let serial = try scorer.serialScores(of: Self.pairs)
        #expect(serial.count == Self.pairs.count)
        #expect(try await scorer.scores(of: Self.pairs, workers: workers) == serial)
        #expect(try await scorer.scores(of: Self.pairs) == serial)
    }

    @Test(arguments: [1, 7, 4_096])
    func `a sequence gives the same rows in the same order`(window: Int) async throws {
        let scorer = RougeScorer(stemmer: .porter)
        let pairs = Self.pairs
        let stream = AsyncStream { continuation in
            for pair in pairs { continuation.yield(pair) }
            continuation.finish()
        }
        var rows: [RougeScores] = []
        for try await row in scorer.scores(of: stream, window: window) { rows.append(row) }
        #expect(rows == Array(try scorer.serialScores(of: pairs)))
    }

    @Test func `no pairs give an empty table and no aggregate`() async throws {
        let table = try await RougeScorer().scores(of: [])
        #expect(table.isEmpty)
        #expect(table.aggregates(bootstrap: try Bootstrap()).isEmpty)
        #expect(table.column(.rouge1) == [])
    }

    @Test func `a cancelled batch stops`() async throws {
        let task = Task { () async throws -> Int in
            // Cancelled by itself, so that no moment is lost between start and cancellation.
            withUnsafeCurrentTask { $0?.cancel() }
            return try await RougeScorer().scores(of: Self.pairs).count
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
