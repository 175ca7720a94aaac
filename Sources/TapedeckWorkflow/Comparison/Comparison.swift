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
