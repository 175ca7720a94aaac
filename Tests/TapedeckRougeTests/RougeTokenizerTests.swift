// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge
import Testing

@Suite struct RougeTokenizerTests {
    /// Each code point is a token, as for Chinese.
    struct CodePoints: RougeTokenizer {
        func tokens(in text: String) -> [String] {
            text.unicodeScalars.filter { !$0.properties.isWhitespace }.map { String($0) }
        }
    }

    /// Splits at spaces and keeps all else.
    struct Spaces: RougeTokenizer {
        func tokens(in text: String) -> [String] { text.split(separator: " ").map(String.init) }
    }

    @Test func `a custom tokenizer replaces the default one and the stemmer`() {
        let scorer = RougeScorer(metrics: [.rouge1, .rouge2], stemmer: .porter, tokenizer: Spaces())
        #expect(scorer.score("running runs", against: "runs running")[.rouge1]?.f1 == 1)
        #expect(scorer.score("running", against: "run")[.rouge1] == .zero)
        let chinese = RougeScorer(metrics: [.rouge1, .rouge2], tokenizer: CodePoints())
        let scores = chinese.score("今天天气很好", against: "今天天气不错")
        #expect(scores[.rouge1]?.precision == 4.0 / 6)
        #expect(scores[.rouge2]?.precision == 3.0 / 5)
    }

    @Test func `tokens are equal by their bytes, not as characters`() {
        let scorer = RougeScorer(metrics: [.rouge1], tokenizer: Spaces())
        #expect("caf\u{E9}" == "cafe\u{301}")
        #expect(scorer.score("caf\u{E9}", against: "cafe\u{301}")[.rouge1] == .zero)
        #expect(scorer.score("a\u{0}", against: "a")[.rouge1] == .zero)
    }

    @Test func `sentences are lines for a custom tokenizer too`() {
        let custom = RougeScorer(tokenizer: DefaultTokenizer(stemmer: .porter))
        let usual = RougeScorer(stemmer: .porter)
        var texts = RandomTexts(seed: 5)
        for _ in 0..<300 {
            let pair = texts.pair(upTo: 90)
            let scores = custom.score(pair.candidate, against: pair.reference)
            #expect(scores == usual.score(pair.candidate, against: pair.reference))
            #expect(custom.score(custom.text(pair.candidate), against: custom.text(pair.reference)) == scores)
        }
    }
}
