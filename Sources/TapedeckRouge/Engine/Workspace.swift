// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Everything one thread needs to score pairs, reused from pair to pair.
struct Workspace: ~Copyable {
    var vocabulary = Vocabulary()
    var tokenizer = ByteTokenizer()
    var candidate = TextSide()
    var reference = TextSide()

    private var masks = PositionMasks()
    private let short = ShortOverlap()
    private var ngrams = NGramTable()
    private var subsequence = LongSubsequence()
    private var summary = UnionLCS()
    private(set) var counts = OverlapCounts()
    private var best: [Score] = []

    /// Gets ready for a new pair: bounds the memory that earlier ones left.
    @inline(__always)
    mutating func begin() {
        if vocabulary.isFull || tokenizer.isLarge { tidy() }
        candidate.removeAll()
    }

    /// Compares the two sides.
    mutating func compare(_ plan: ScoringPlan) {
        let tokens = vocabulary.count
        masks.reserve(tokens)
        counts.candidateTokens = candidate.text.count
        counts.referenceTokens = reference.text.count
        let shorter = min(candidate.text.count, reference.text.count)
        if plan.needsText {
            if shorter > ShortOverlap.limit {
                compareLong(plan, tokens)
            } else if reference.text.count == shorter {
                short.count(
                    short: reference.text,
                    long: candidate.text,
                    masks: masks,
                    longestNGram: plan.longestNGram,
                    into: &counts
                )
            } else {
                short.count(
                    short: candidate.text,
                    long: reference.text,
                    masks: masks,
                    longestNGram: plan.longestNGram,
                    into: &counts
                )
            }
        }
        if plan.needsSummary { compareSentences(plan, tokens) }
    }

    /// Keeps, for each metric on its own, the score of the reference with the greatest F1; the first on equal F.
    mutating func keepBest(_ plan: ScoringPlan, isFirst: Bool) {
        if isFirst { best.removeAll(keepingCapacity: true) }
        for (index, kind) in plan.kinds.enumerated() {
            let score = counts.score(kind)
            if isFirst {
                best.append(score)
            } else if score.f1 > best[index].f1 {
                best[index] = score
            }
        }
    }

    /// Appends the scores that ``keepBest(_:isFirst:)`` kept.
    func appendBest(to scores: inout [Score]) { scores.append(contentsOf: best) }

    /// Appends the scores of the last comparison.
    @inline(__always)
    func appendScores(_ plan: ScoringPlan, to scores: inout [Score]) {
        for kind in plan.kinds { scores.append(counts.score(kind)) }
    }

    /// The places of the first reference sentence that the walk takes over all candidate sentences.
    mutating func unionPlaces(keeping words: Int? = nil) -> [Int] {
        let usual = summary.longWalk.kept
        summary.longWalk.kept = words ?? usual
        defer { summary.longWalk.kept = usual }
        masks.reserve(vocabulary.count)
        return summary.union(
            reference: reference.text,
            sentence: 0..<reference.text.count,
            candidate: candidate.text,
            masks: masks,
            tokens: vocabulary.count
        )
    }

    // MARK: - Parts of a comparison

    private mutating func compareLong(_ plan: ScoringPlan, _ tokens: Int) {
        ngrams.count(
            reference: reference.text,
            candidate: candidate.text,
            tokens: tokens,
            longest: plan.longestNGram,
            into: &counts
        )
        if plan.needsSubsequence {
            counts.subsequence = subsequence.length(reference.text, candidate.text, tokens: tokens)
        }
    }

    private mutating func compareSentences(_ plan: ScoringPlan, _ tokens: Int) {
        counts.candidateSummaryTokens = candidate.summaryTokens
        counts.referenceSummaryTokens = reference.summaryTokens
        if !candidate.hasOwnSentences, !reference.hasOwnSentences {
            // A sentence against a sentence is a text against a text.
            if plan.needsSubsequence, candidate.text.sentenceCount == 1, reference.text.sentenceCount == 1 {
                counts.summary = counts.subsequence
            } else {
                counts.summary = summary.count(
                    reference: reference.text,
                    candidate: candidate.text,
                    masks: masks,
                    tokens: tokens
                )
            }
        } else if !candidate.hasOwnSentences {
            counts.summary = summary.count(
                reference: reference.sentences,
                candidate: candidate.text,
                masks: masks,
                tokens: tokens
            )
        } else if !reference.hasOwnSentences {
            counts.summary = summary.count(
                reference: reference.text,
                candidate: candidate.sentences,
                masks: masks,
                tokens: tokens
            )
        } else {
            counts.summary = summary.count(
                reference: reference.sentences,
                candidate: candidate.sentences,
                masks: masks,
                tokens: tokens
            )
        }
    }

    @inline(never)
    private mutating func tidy() {
        vocabulary.reset()
        tokenizer.shrink()
        candidate.shrink()
        reference.shrink()
        masks.shrink()
        ngrams.shrink()
        subsequence.shrink()
        summary.shrink()
    }
}
