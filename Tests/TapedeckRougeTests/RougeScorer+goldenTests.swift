// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct RougeScorerGoldenTests {
    struct Pair: Decodable {
        let id: String
        let ref: String
        let pred: String
        let scores: [String: [String: Triple]]
    }

    struct Multi: Decodable {
        struct Kept: Decodable {
            let score: Triple
            let index: Int
        }

        let id: String
        let refs: [String]
        let pred: String
        let scores: [String: [String: Kept]]
    }

    struct Split: Decodable {
        let ref: String
        let pred: String
        let refSents: [String]
        let predSents: [String]
        let rougeLsum: [String: Triple]

        enum CodingKeys: String, CodingKey {
            case ref, pred, rougeLsum
            case refSents = "ref_sents"
            case predSents = "pred_sents"
        }
    }

    @Test func `every pair agrees in every bit, with and without the stemmer`() throws {
        let pairs = try GoldenFile.records("pairs.jsonl", as: Pair.self)
        var compared = 0
        for (name, stemmer) in stemmers {
            let scorer = try RougeScorer(
                metrics: ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"].map(RougeMetric.init),
                stemmer: stemmer
            )
            for pair in pairs {
                let scores = scorer.score(pair.pred, against: pair.ref)
                for (metric, score) in scores {
                    #expect(Triple(score) == pair.scores[name]?[metric.name], "\(pair.id) \(name) \(metric)")
                    compared += 1
                }
            }
        }
        #expect(compared == 668 * 2 * 5)
    }

    @Test func `each metric alone gives the same as all together`() throws {
        let pairs = try GoldenFile.records("pairs.jsonl", as: Pair.self)
        for name in ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"] {
            let metric = try RougeMetric(name)
            let scorer = RougeScorer(metrics: [metric], stemmer: .porter)
            for pair in pairs {
                let score = try #require(scorer.score(pair.pred, against: pair.ref)[metric])
                #expect(Triple(score) == pair.scores["stem"]?[name], "\(pair.id) \(name)")
            }
        }
    }

    @Test func `of several references the one best by F is kept for each metric`() throws {
        let records = try GoldenFile.records("multi.jsonl", as: Multi.self)
        for (name, stemmer) in stemmers {
            let scorer = try RougeScorer(
                metrics: ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"].map(RougeMetric.init),
                stemmer: stemmer
            )
            for record in records {
                let kept = try scorer.score(record.pred, against: record.refs)
                let each = record.refs.map { scorer.score(record.pred, against: $0) }
                for (metric, score) in kept {
                    let golden = try #require(record.scores[name]?[metric.name])
                    #expect(Triple(score) == golden.score, "\(record.id) \(name) \(metric)")
                    #expect(each[golden.index][metric] == score, "\(record.id) \(name) \(metric)")
                }
            }
        }
        #expect(records.count == 71)
    }

    @Test func `sentences split by the caller give what split_summaries gives`() throws {
        let records = try GoldenFile.records("split.jsonl", as: Split.self)
        for (name, stemmer) in stemmers {
            let scorer = RougeScorer(metrics: [.rougeLsum], stemmer: stemmer)
            for record in records {
                let candidate = scorer.text(record.pred, sentences: record.predSents)
                let reference = scorer.text(record.ref, sentences: record.refSents)
                let score = try #require(scorer.score(candidate, against: reference)[.rougeLsum])
                #expect(Triple(score) == record.rougeLsum[name], "\(record.ref)")
            }
        }
        #expect(records.count == 80)
    }

    @Test func `texts tokenised before score the same as strings`() throws {
        for (name, stemmer) in stemmers {
            let scorer = RougeScorer(stemmer: stemmer)
            for pair in try GoldenFile.records("pairs.jsonl", as: Pair.self) {
                let scores = scorer.score(scorer.text(pair.pred), against: scorer.text(pair.ref))
                for (metric, score) in scores {
                    #expect(Triple(score) == pair.scores[name]?[metric.name], "\(pair.id) \(name) \(metric)")
                }
            }
        }
    }
}
