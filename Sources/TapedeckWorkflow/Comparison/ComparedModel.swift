// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// A row of a comparison.
package struct ComparedModel: Sendable {
    /// Where the scores come from.
    package enum Origin: String, Sendable, Hashable, CaseIterable {
        /// Computed from the answers of a model.
        case measured
        /// Computed from the answers of a simulator.
        case simulated
        /// Taken over from a publication.
        case published
    }

    /// The name in all tables; different for each row.
    package internal(set) var name: String
    /// What the model is, where that is known.
    package let kind: ModelKind?
    /// Where the scores come from.
    package let origin: Origin
    /// Number of samples that were scored, where that is known.
    package let sampleCount: Int?
    /// Samples without a prediction.
    package let missing: [MissingSample]
    /// The mean F1 of each metric.
    package let scores: [MetricScore]
    /// Where the samples of the comparison have their answers and scores; empty without predictions.
    let answers: Answers

    /// The score of a metric.
    package subscript(metric: RougeMetric) -> MetricScore? { scores.first { $0.metric == metric } }

    /// Type and origin in words, such as `fine-tuned, simulated`; empty for a measured model of unknown type.
    var typeWords: String {
        [kind?.rawValue, origin == .measured ? nil : origin.rawValue].compactMap(\.self).joined(separator: ", ")
    }
}

extension ComparedModel {
    /// The answers of a model, with a place for each sample of the comparison.
    struct Answers: Sendable {
        /// By sample: the row of the texts and scores, or nil.
        var rows: [Int?] = []
        var texts: [String] = []
        var scores = ScoreTable(metrics: [])
    }
}
