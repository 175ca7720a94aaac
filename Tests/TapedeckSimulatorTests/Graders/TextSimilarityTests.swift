// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct TextSimilarityTests {
    /// A pair of texts with the scores of rapidfuzz 3 (`ratio`), sacrebleu 2 (`sentence_bleu`) and nltk 3
    /// (`sentence_gleu`; `single_meteor_score` with a WordNet that knows no synonyms), on mteval-v13a tokens.
    struct Case: Sendable, CustomTestStringConvertible {
        let text, reference: String
        let fuzzy, bleu, gleu, meteor: Double

        init(_ text: String, _ reference: String, fuzzy: Double, bleu: Double, gleu: Double, meteor: Double) {
            (self.text, self.reference) = (text, reference)
            (self.fuzzy, self.bleu, self.gleu, self.meteor) = (fuzzy, bleu, gleu, meteor)
        }

        var testDescription: String { "\(text) / \(reference)" }
    }

    static let cases = [
        Case(
            "the cat sat on the mat",
            "the cat is on the mat",
            fuzzy: 0.9302325581395349,
            bleu: 0.3799178428257963,
            gleu: 0.5,
            meteor: 0.8066666666666668
        ),
        Case(
            "Ben will bring the keys for Ann at 5.",
            "Ben brings Ann the keys at 5:30.",
            fuzzy: 0.6956521739130435,
            bleu: 0.13650604313545334,
            gleu: 0.2647058823529412,
            meteor: 0.6312500000000001
        ),
        Case(
            "hello",
            "hello",
            fuzzy: 1.0,
            bleu: 1.0,
            gleu: 1.0,
            meteor: 0.5
        ),
        Case(
            "",
            "hello",
            fuzzy: 0.0,
            bleu: 0.0,
            gleu: 0.0,
            meteor: 0.0
        ),
        Case(
            "hello",
            "",
            fuzzy: 0.0,
            bleu: 0.0,
            gleu: 0.0,
            meteor: 0.0
        ),
        Case(
            "Prices rose by 1,250.5 dollars - 3% more than in 2024-25.",
            "Prices rose 1,250.50 dollars, about 3% more than in 2024-25!",
            fuzzy: 0.8888888888888888,
            bleu: 0.532800971987552,
            gleu: 0.5555555555555556,
            meteor: 0.7258953168044078
        ),
        Case(
            "running runners ran quickly, dogs barked",
            "the runner runs quick and dogs bark",
            fuzzy: 0.6933333333333335,
            bleu: 0.06567274736060395,
            gleu: 0.045454545454545456,
            meteor: 0.4508928571428571
        ),
        Case(
            "Ünïcode ähnlich 日本語 テスト",
            "unicode ähnlich 日本 テスト",
            fuzzy: 0.8888888888888888,
            bleu: 0.1899589214128981,
            gleu: 0.2,
            meteor: 0.25
        ),
        Case(
            "a b c d e f g h",
            "h g f e d c b a",
            fuzzy: 0.4666666666666666,
            bleu: 0.092875289995668,
            gleu: 0.3076923076923077,
            meteor: 0.5
        ),
        Case(
            "completely different words here",
            "nothing shared at all",
            fuzzy: 0.34615384615384615,
            bleu: 0.0,
            gleu: 0.0,
            meteor: 0.0
        ),
    ]

    @Test(arguments: cases) func `scores are those of the well-known implementations`(pair: Case) {
        #expect(abs(FuzzyMatch.ratio(pair.text, pair.reference) - pair.fuzzy) < 1e-12)
        #expect(abs(BleuScore(pair.text, against: pair.reference).value - pair.bleu) < 1e-12)
        #expect(abs(GleuScore(pair.text, against: pair.reference).value - pair.gleu) < 1e-12)
        #expect(abs(MeteorScore(pair.text, against: pair.reference).value - pair.meteor) < 1e-12)
    }

    @Test func `long texts match across blocks of 64 characters`() {
        let text = (0..<200).map { "word\($0 % 17) " }.joined()
        #expect(FuzzyMatch.ratio(text, text) == 1)
        #expect(FuzzyMatch.ratio(text, "x" + text) == Double(2 * text.count) / Double(2 * text.count + 1))
        let reversed = String(text.reversed())
        #expect(FuzzyMatch.ratio(text, reversed) == FuzzyMatch.ratio(reversed, text))
    }

    @Test(arguments: [
        ("fuzzy_match", 1.0), ("bleu", 1), ("gleu", 1), ("rouge_1", 1), ("rouge_5", 1), ("rouge_l", 1), ("cosine", 1),
    ])
    func `equal texts are alike by every measure`(metric: String, score: Double) throws {
        let fields = try RequestFields([
            "input": "{{sample.output_text}}", "reference": "{{item.answer}}", "evaluation_metric": .string(metric),
        ])
        let text = "one two three four five six"
        let input = GraderInput(item: ["answer": .string(text)], sample: text)
        #expect(abs(try TextSimilarity(fields).reward(input) - score) < 1e-6)
    }

    @Test func `rouge is the F1 of the ROUGE engine`() throws {
        let fields = try RequestFields([
            "input": "{{sample.output_text}}", "reference": "{{item.answer}}", "evaluation_metric": "rouge_2",
        ])
        let input = GraderInput(item: ["answer": "the cat is on the mat"], sample: "the cat sat on the mat")
        #expect(abs(try TextSimilarity(fields).reward(input) - 0.6) < 1e-12)
    }
}
