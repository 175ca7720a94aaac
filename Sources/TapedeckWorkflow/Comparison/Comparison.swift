// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// Models side by side: scores, differences with their significance, and every sample.
package struct Comparison: Sendable {
    /// The rows, in the order they were given; published scores come last.
    package let models: [ComparedModel]
    /// All samples that a model has answered.
    package let samples: [ComparedSample]
    /// The metrics, in order.
    package let metrics: [RougeMetric]
    /// The difference of each pair of models that share samples: the later against the earlier.
    package let differences: [ModelDifference]
    /// How intervals and differences were resampled.
    package let bootstrap: Bootstrap
    /// What was done to words.
    package let stemmer: Stemmer
    /// What a reader of the scores has to know.
    package let notes: [String]

    /// What the scores of a simulator's answers are worth, naming them; nil when there are none.
    package var simulationNote: String? {
        let names = models.filter { $0.origin == .simulated }.map(\.name)
        guard !names.isEmpty else { return nil }
        return
            "Simulated: the answers of \(names.joined(separator: ", ")) come from a simulator, not from a model. They say "
            + "nothing about the quality of a model."
    }

    /// All notes, that on simulated answers first.
    var allNotes: [String] { [simulationNote].compactMap(\.self) + notes }

    /// The metrics that tables show, with their usual names: of the standard ones all but the sum over sentences.
    var shownMetrics: [(metric: RougeMetric, name: String)] {
        let shown = metrics == RougeMetric.standard ? metrics.filter { $0 != .rougeLsum } : metrics
        return shown.map { ($0, Self.title($0)) }
    }

    /// The usual name of a metric, such as ROUGE-1.
    static func title(_ metric: RougeMetric) -> String { "ROUGE-\(metric.name.dropFirst("rouge".count))" }

    /// What a model made of a sample, and its scores.
    func answer(of model: Int, to sample: Int) -> (text: String, scores: RougeScores)? {
        let answers = models[model].answers
        guard let row = answers.rows.isEmpty ? nil : answers.rows[sample] else { return nil }
        return (answers.texts[row], answers.scores[row])
    }
}

/// How far one model lies above another on the samples that both have answered.
package struct ModelDifference: Sendable {
    /// Position of the model among those of the comparison.
    package let model: Int
    /// Position of the model that it is compared with.
    package let against: Int
    /// Number of samples that both have answered.
    package let sampleCount: Int
    /// The difference of each metric, in the order of the comparison's metrics.
    package let differences: [PairedDifference]
}

/// A sample that at least one model has answered.
package struct ComparedSample: Sendable, Hashable {
    /// Names the sample, where a file does.
    package internal(set) var id: String?
    /// The text that was to be summarised.
    package internal(set) var dialogue: String?
    /// The summary that a person wrote.
    package internal(set) var reference: String?
}

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
