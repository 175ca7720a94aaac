// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// A grader that measures how alike two texts are.
struct TextSimilarity: Sendable {
    private enum Metric: String, CaseIterable {
        case cosine, bleu, gleu, meteor
        case fuzzyMatch = "fuzzy_match"
        case rouge1 = "rouge_1"
        case rouge2 = "rouge_2"
        case rouge3 = "rouge_3"
        case rouge4 = "rouge_4"
        case rouge5 = "rouge_5"
        case rougeL = "rouge_l"
    }

    /// The space of the vectors that `cosine` compares.
    private static let embedding = TextEmbedding(space: "text-embedding-3-large", dimensions: 3072)

    private let input: GraderTemplate
    private let reference: GraderTemplate
    private let metric: Metric

    init(_ fields: RequestFields) throws(APIError) {
        input = try fields.template("input")
        reference = try fields.template("reference")
        _ = try fields.required("evaluation_metric")
        let name = try fields.string("evaluation_metric", oneOf: Metric.allCases.map(\.rawValue).sorted())
        metric = name.flatMap(Metric.init(rawValue:)) ?? .fuzzyMatch
    }

    /// The similarity, `0...1`.
    func reward(_ values: GraderInput) throws(GraderProblem) -> Double {
        let input = try input.filled(values), reference = try reference.filled(values)
        return switch metric {
        case .fuzzyMatch: FuzzyMatch.ratio(input, reference)
        case .bleu: BleuScore(input, against: reference).value
        case .gleu: GleuScore(input, against: reference).value
        case .meteor: MeteorScore(input, against: reference).value
        case .cosine:
            max(0, TextEmbedding.cosine(Self.embedding.vector(of: input), Self.embedding.vector(of: reference)))
        case .rouge1: Self.rouge("rouge1", input, reference)
        case .rouge2: Self.rouge("rouge2", input, reference)
        case .rouge3: Self.rouge("rouge3", input, reference)
        case .rouge4: Self.rouge("rouge4", input, reference)
        case .rouge5: Self.rouge("rouge5", input, reference)
        case .rougeL: Self.rouge("rougeL", input, reference)
        }
    }

    private static func rouge(_ name: String, _ input: String, _ reference: String) -> Double {
        guard let metric = try? RougeMetric(name) else { return 0 }
        return RougeScorer(metrics: [metric]).score(input, against: reference)[metric]?.f1 ?? 0
    }
}
