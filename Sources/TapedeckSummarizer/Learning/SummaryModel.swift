// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A summary model fitted to dialogues and summaries: words to keep, length, phrasing.
struct SummaryModel: Sendable {
    let words: WordModel
    let relevance: SummaryRelevance
    private let ranking: RidgeRegression
    private let lengths: RidgeRegression
    private let joinsSentences: Bool

    /// Minimum number of examples, and of relevance, to learn from.
    static let leastExamples = 6
    static let leastStrength = 0.08
    /// Maximum number of examples; more are sampled evenly.
    static let mostExamples = 2000
    private static let folds = 3

    /// `nil` when there are too few examples, or they do not match their dialogues.
    init?(_ all: [WordModel.Example], summaries: [String], leastStrength: Double = leastStrength, seed: UInt64) {
        guard all.count >= Self.leastExamples else { return nil }
        let relevance = SummaryRelevance(all, seed: seed)
        self.relevance = relevance
        let supported = all.indices.filter { relevance.supports[$0] }
        guard relevance.strength >= leastStrength, supported.count >= Self.leastExamples else { return nil }
        let examples = supported.map { all[$0] }
        let lengths = Self.fitLengths(examples)
        self.lengths = lengths
        words = WordModel(examples, seed: seed)
        var sentences = 0
        for index in supported { sentences += max(SentenceSplitter.sentences(summaries[index]).count, 1) }
        joinsSentences = Double(sentences) / Double(supported.count) < 1.25
        ranking = Self.fitRanking(examples, lengths: lengths, seed: seed)
    }

    private static func lengthFeatures(_ analysis: DialogueAnalysis) -> [Double] {
        [1, PortableMath.log(Double(analysis.length + 5)) - 4.5, Double(min(analysis.dialogue.speakers.count, 5)) - 2]
    }

    private static func fitLengths(_ examples: [WordModel.Example]) -> RidgeRegression {
        RidgeRegression(
            features: examples.flatMap { lengthFeatures($0.analysis) },
            width: 3,
            targets: examples.map { Double(min($0.summary.count, 120)) },
            penalty: 2
        )
    }

    private static func length(_ analysis: DialogueAnalysis, _ lengths: RidgeRegression) -> Double {
        min(max(lengths.predict(lengthFeatures(analysis)), 4), 80)
    }

    /// Learns to rank drafts by their true score, with word probabilities of a model that has not seen the dialogue.
    private static func fitRanking(_ examples: [WordModel.Example], lengths: RidgeRegression, seed: UInt64)
        -> RidgeRegression
    {
        var features: [Double] = []
        var targets: [Double] = []
        for fold in 0..<folds {
            let model = WordModel(examples.indices.filter { $0 % folds != fold }.map { examples[$0] }, seed: seed)
            for index in examples.indices where index % folds == fold {
                let example = examples[index]
                var measure = DraftMeasure(
                    example.analysis,
                    model: model,
                    expectedLength: length(example.analysis, lengths)
                )
                let drafts = DraftSearch.drafts(ClauseRewriter(example.analysis.dialogue).clauses(), &measure)
                guard drafts.count > 1 else { continue }
                let reference = example.summary.map { measure.number($0) }
                let scores = drafts.map { Overlap.sequenceScore($0.features.terms, reference) }
                let mean = scores.reduce(0, +) / Double(scores.count)
                for (draft, score) in zip(drafts, scores) {
                    targets.append(score - mean)
                    for column in 0..<DraftFeatures.width {
                        var sum = 0.0
                        for other in drafts { sum += other.features.values[column] }
                        features.append(draft.features.values[column] - sum / Double(drafts.count))
                    }
                }
            }
        }
        guard !targets.isEmpty else {
            return RidgeRegression(features: [1], width: 1, targets: [1], penalty: 0)
        }
        return RidgeRegression(features: features, width: DraftFeatures.width, targets: targets, penalty: 10)
    }

    /// The best summaries of a dialogue, best first, up to a number; empty when no clause can be rewritten.
    func summaries(of dialogue: Dialogue, upTo count: Int) -> [(text: String, score: Double)] {
        let analysis = DialogueAnalysis(dialogue)
        var measure = DraftMeasure(analysis, model: words, expectedLength: Self.length(analysis, lengths))
        let drafts = DraftSearch.drafts(ClauseRewriter(dialogue).clauses(), &measure)
        let scores = drafts.map { ranking.predict($0.features.values) }
        let order = drafts.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        return order.prefix(count).map { (drafts[$0].draft.text(inOneSentence: joinsSentences), scores[$0]) }
    }
}
