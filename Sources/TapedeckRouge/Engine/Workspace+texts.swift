// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Workspace {
    /// Scores a candidate against one reference.
    @inline(__always)
    mutating func score(_ candidate: String, _ reference: String, _ scorer: RougeScorer, into scores: inout [Score]) {
        begin()
        loadCandidate(candidate, scorer)
        loadReference(reference, scorer)
        compare(scorer.plan)
        appendScores(scorer.plan, to: &scores)
    }

    /// Scores a candidate, tokenised once, against each reference and keeps the best for each metric.
    mutating func score(
        _ candidate: String,
        bestOf references: [String],
        _ scorer: RougeScorer,
        into scores: inout [Score]
    ) {
        guard !references.isEmpty else { return }
        begin()
        loadCandidate(candidate, scorer)
        for (index, reference) in references.enumerated() {
            loadReference(reference, scorer)
            compare(scorer.plan)
            keepBest(scorer.plan, isFirst: index == 0)
        }
        appendBest(to: &scores)
    }

    /// Tokenises the candidate.
    @inline(__always)
    mutating func loadCandidate(_ text: String, _ scorer: RougeScorer) {
        Self.load(text, scorer, &candidate, &tokenizer, &vocabulary)
    }

    /// Tokenises the reference.
    @inline(__always)
    mutating func loadReference(_ text: String, _ scorer: RougeScorer) {
        Self.load(text, scorer, &reference, &tokenizer, &vocabulary)
    }

    /// Replaces the candidate's sentences by those that the caller split.
    mutating func splitCandidate(_ sentences: [String], _ scorer: RougeScorer) {
        candidate.hasOwnSentences = true
        candidate.sentences.removeAll()
        for sentence in sentences {
            Self.append(sentence, scorer, &candidate.sentences, &tokenizer, &vocabulary, lines: false)
            candidate.sentences.endSentence()
        }
    }

    @inline(__always)
    private static func load(
        _ text: String,
        _ scorer: RougeScorer,
        _ side: inout TextSide,
        _ tokenizer: inout ByteTokenizer,
        _ vocabulary: inout Vocabulary
    ) {
        side.removeAll()
        append(text, scorer, &side.text, &tokenizer, &vocabulary, lines: scorer.plan.needsSummary)
        if scorer.tokenizer == nil {
            side.text.endSentence()
        } else if scorer.plan.needsSummary {
            side.hasOwnSentences = true
            for line in text.utf8.split(separator: 0x0A) {
                append(String(line) ?? "", scorer, &side.sentences, &tokenizer, &vocabulary, lines: false)
                side.sentences.endSentence()
            }
        }
    }

    @inline(__always)
    private static func append(
        _ text: String,
        _ scorer: RougeScorer,
        _ run: inout TokenRun,
        _ tokenizer: inout ByteTokenizer,
        _ vocabulary: inout Vocabulary,
        lines: Bool
    ) {
        guard let custom = scorer.tokenizer else {
            text.withUTF8Bytes { bytes in
                tokenizer.tokenize(
                    bytes,
                    into: &run,
                    vocabulary: &vocabulary,
                    stemming: scorer.stemmer == .porter,
                    lines: lines
                )
            }
            return
        }
        let tokens = custom.tokens(in: text)
        run.reserve(tokens.count)
        for token in tokens {
            let number = token.withUTF8Bytes { vocabulary.number($0, stemming: false) }
            run.append(number)
        }
    }
}
