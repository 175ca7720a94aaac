// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct RougeScorerTests {
    @Test func `results come in the order of the metrics, each once`() throws {
        let scorer = try RougeScorer(metrics: ["rougeL", "rouge1", "rougeL"].map(RougeMetric.init))
        #expect(scorer.metrics.map(\.name) == ["rougeL", "rouge1"])
        #expect(scorer.score("a", against: "a").map(\.metric.name) == ["rougeL", "rouge1"])
        #expect(scorer.score("a", against: "a")[.rouge2] == nil)
    }

    @Test func `no metric gives no score and no error`() throws {
        let scorer = RougeScorer(metrics: [])
        #expect(scorer.score("a", against: "b").isEmpty)
        #expect(try scorer.score("a", against: [String]()).isEmpty)
        #expect(try scorer.serialScores(of: [RougePair(candidate: "a", references: [])]).count == 1)
    }

    @Test func `no reference is an error that names the pair`() async throws {
        let scorer = RougeScorer()
        let single = #expect(throws: RougeError.self) { try scorer.score("a", against: [String]()) }
        #expect(single?.code == .noReference)
        let pairs = [RougePair(candidate: "a", reference: "a"), RougePair(candidate: "b", references: [])]
        let error = await #expect(throws: RougeError.self) { try await scorer.scores(of: pairs) }
        #expect(error?.message == "Pair 1 has no reference. Give at least one.")
    }

    @Test(arguments: [("", ""), ("", "a"), ("a", ""), ("\n\n", " "), ("\u{301}", "\u{301}"), ("a", "b")])
    func `texts without a token in common score zero`(candidate: String, reference: String) {
        for (_, score) in RougeScorer(stemmer: .porter).score(candidate, against: reference) { #expect(score == .zero) }
    }

    @Test func `equal precision and recall give them as F`() {
        for (_, score) in RougeScorer().score("a b c\nd", against: "a b c\nd") {
            #expect(score == Score(precision: 1, recall: 1, f1: 1))
        }
    }

    @Test func `the order of operations decides the last bit of F`() throws {
        // 2·hits/(candidate + reference) would be another double here.
        let score = try #require(
            RougeScorer().score("a b c x y z w", against: "a b c d e f g h i j k").first?.score
        )
        #expect(score.f1 == 2 * (3.0 / 7) * (3.0 / 11) / (3.0 / 7 + 3.0 / 11))
    }

    @Test func `tokens of any length are told apart by all their bytes`() throws {
        let long = String(repeating: "abcdefgh", count: 500)
        let scorer = RougeScorer(metrics: [.rouge1])
        #expect(scorer.score(long + "x", against: long + "y")[.rouge1] == .zero)
        #expect(scorer.score(long + "x " + long, against: long + "x")[.rouge1]?.recall == 1)
        #expect(scorer.score("x" + long, against: "y" + long)[.rouge1] == .zero)
    }

    @Test func `a scorer that has seen more words than it keeps still scores the same`() throws {
        let scorer = RougeScorer(stemmer: .porter)
        let pair = ("running wild and free\nat night", "he ran wild, running\nfree at night")
        let before = scorer.score(pair.0, against: pair.1)
        for block in 0..<8 {
            let words = (0..<10_000).map { "word\(block)x\($0)ing" }.joined(separator: " ")
            #expect(scorer.score(words, against: words)[.rouge1]?.f1 == 1)
            #expect(scorer.score(pair.0, against: pair.1) == before)
        }
    }

    @Test func `sixty-four bytes, a block, may end anywhere in a word`() {
        let tokenizer = DefaultTokenizer()
        for padding in 50..<140 {
            let text =
                String(repeating: ".", count: padding) + "Word\u{212A}x\u{130}y and12 "
                + String(repeating: "-", count: padding % 7)
            #expect(tokenizer.tokens(in: text) == ["wordkxi", "y", "and12"], "\(padding)")
        }
    }
}
