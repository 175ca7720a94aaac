// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct AggregateTests {
    @Test func `means are summed in row order and equal the running mean`() throws {
        let scorer = RougeScorer(stemmer: .porter)
        let table = try scorer.serialScores(of: RougeScorerBatchTests.pairs)
        let aggregates = table.aggregates()
        var running = RunningMean(metrics: scorer.metrics)
        for row in table { running.add(row) }
        #expect(running.aggregates == aggregates)
        let column = try #require(table.column(.rougeL))
        #expect(aggregates[.rougeL]?.mean.recall == column.reduce(0) { $0 + $1.recall } / Double(table.count))
        #expect(aggregates[.rougeL]?.count == table.count)
        #expect(aggregates[.rougeL]?.interval == nil)
    }

    @Test func `the random stream runs through the metrics in their order`() throws {
        let bootstrap = try Bootstrap(resamples: 50, seed: 4)
        let one = RougeScorer(metrics: [.rouge1, .rougeL])
        let other = RougeScorer(metrics: [.rougeL, .rouge1])
        let first = try one.serialScores(of: RougeScorerBatchTests.pairs).aggregates(bootstrap: bootstrap)
        let second = try other.serialScores(of: RougeScorerBatchTests.pairs).aggregates(bootstrap: bootstrap)
        #expect(first[.rouge1]?.interval != second[.rouge1]?.interval)
        #expect(first[.rouge1]?.mean == second[.rouge1]?.mean)
    }

    @Test(arguments: [-0.1, 1.1, .nan, .infinity])
    func `a confidence is a share`(confidence: Double) {
        let error = #expect(throws: RougeError.self) { try Bootstrap(confidence: confidence) }
        #expect(error?.code == .invalidConfidence)
    }

    @Test(arguments: [0, -5])
    func `a bootstrap needs a resample`(resamples: Int) {
        let error = #expect(throws: RougeError.self) { try Bootstrap(resamples: resamples) }
        #expect(error?.code == .invalidResamples)
    }

    @Test func `tables of the same metrics join`() throws {
        let scorer = RougeScorer()
        let pairs = Array(RougeScorerBatchTests.pairs.prefix(10))
        var table = try scorer.serialScores(of: Array(pairs.prefix(4)))
        table.append(try scorer.serialScores(of: Array(pairs.dropFirst(4))))
        #expect(table == (try scorer.serialScores(of: pairs)))
    }
}
