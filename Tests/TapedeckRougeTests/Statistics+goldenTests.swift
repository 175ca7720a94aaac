// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct StatisticsGoldenTests {
    struct Stream: Decodable {
        let seed: UInt32
        let u32: [UInt32]?
        let u32At622: [UInt32]?
        let u32At1246: [UInt32]?
        let n: UInt32?
        let choice: [UInt32]?
        let nextU32: UInt32?

        enum CodingKeys: String, CodingKey {
            case seed, u32, n, choice
            case u32At622 = "u32_at_622"
            case u32At1246 = "u32_at_1246"
            case nextU32 = "next_u32"
        }
    }

    struct Resampling: Decodable {
        struct Levels: Decodable {
            let low: Triple
            let mid: Triple
            let high: Triple
        }

        let seed: UInt32
        let confidence: Double
        let resamples: Int
        let types: [String]
        let scores: [String: [Triple]]
        let expect: [String: Levels]
        let nextU32: UInt32

        enum CodingKeys: String, CodingKey {
            case seed, confidence, types, scores, expect
            case resamples = "n_samples"
            case nextU32 = "next_u32"
        }
    }

    struct Evaluation: Decodable {
        enum References: Decodable {
            case one([String])
            case several([[String]])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let one = try? container.decode([String].self) {
                    self = .one(one)
                } else {
                    self = .several(try container.decode([[String]].self))
                }
            }
        }

        let seed: UInt32
        let stemmer: Bool
        let types: [String]?
        let predictions: [String]
        let references: References
        let aggregate: [String: Double]
        let perExample: [String: [Double]]

        enum CodingKeys: String, CodingKey {
            case seed, predictions, references, aggregate
            case stemmer = "use_stemmer"
            case types = "rouge_types"
            case perExample = "per_example"
        }

        var pairs: [RougePair] {
            switch references {
            case .one(let texts):
                zip(predictions, texts).map { RougePair(candidate: $0, reference: $1) }
            case .several(let lists):
                zip(predictions, lists).map { RougePair(candidate: $0, references: $1) }
            }
        }
    }

    @Test func `the random stream is numpy's legacy stream`() throws {
        let records = try GoldenFile.records("rng.jsonl", as: Stream.self)
        for record in records {
            var stream = MersenneTwister(seed: record.seed)
            if let count = record.n, let choice = record.choice {
                #expect(choice.indices.map { _ in stream.next(below: count) } == choice, "\(record.seed) \(count)")
                #expect(stream.next() == record.nextU32)
                continue
            }
            let outputs = (0..<1300).map { _ in stream.next() }
            let first = try #require(record.u32)
            let second = try #require(record.u32At622)
            let third = try #require(record.u32At1246)
            #expect(Array(outputs[..<first.count]) == first)
            #expect(Array(outputs[622..<(622 + second.count)]) == second)
            #expect(Array(outputs[1246..<(1246 + third.count)]) == third)
        }
        #expect(records.count == 62)
    }

    @Test func `bootstrap intervals agree in every bit, and so does the stream after them`() throws {
        let records = try GoldenFile.records("bootstrap.jsonl", as: Resampling.self)
        for record in records {
            let bootstrap = try Bootstrap(
                confidence: record.confidence,
                resamples: record.resamples,
                seed: record.seed
            )
            var stream = MersenneTwister(seed: record.seed)
            let columns = record.types.map { record.scores[$0, default: []].map(\.score) }
            let intervals = bootstrap.intervals(of: columns, &stream)
            for (type, interval) in zip(record.types, intervals) {
                let (levels, interval) = (try #require(record.expect[type]), try #require(interval))
                #expect(Triple(interval.low) == levels.low)
                #expect(Triple(interval.mid) == levels.mid)
                #expect(Triple(interval.high) == levels.high)
            }
            #expect(stream.next() == record.nextU32)
        }
        #expect(records.count == 34)
    }

    @Test func `the figures of evaluate with a seed come out of mid F`() async throws {
        let records = try GoldenFile.records("hf_evaluate.jsonl", as: Evaluation.self)
        for record in records {
            let metrics = try record.types?.map(RougeMetric.init) ?? RougeMetric.standard
            let scorer = RougeScorer(metrics: metrics, stemmer: record.stemmer ? .porter : .none)
            let table = try await scorer.scores(of: record.pairs)
            let aggregates = table.aggregates(bootstrap: try Bootstrap(seed: record.seed))
            for metric in metrics {
                let mid = aggregates[metric]?.interval?.mid.f1
                #expect(mid?.bitPattern == record.aggregate[metric.name]?.bitPattern)
                let column = try #require(table.column(metric)).map(\.f1.bitPattern)
                #expect(column == record.perExample[metric.name]?.map(\.bitPattern))
            }
        }
        #expect(records.count == 8)
    }
}
