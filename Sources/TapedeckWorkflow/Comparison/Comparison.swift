// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckRouge

/// A comparison of models: mean scores, differences with their significance, and every sample.
public struct Comparison: Sendable {
    /// The rows, in the order they were given; published scores come last.
    public let models: [ComparedModel]
    /// All samples that a model has answered.
    package let samples: [ComparedSample]
    /// The metrics, in order.
    package let metrics: [RougeMetric]
    /// The difference of each pair of models that share samples: the later against the earlier.
    public let differences: [ModelDifference]
    /// The index of the model that others are compared with where not all pairs are shown.
    let baseline: Int
    /// Whether the reader has chosen the baseline.
    let hasChosenBaseline: Bool
    /// The resampling of intervals and differences.
    package let bootstrap: Bootstrap
    /// The stemmer for words.
    package let stemmer: Stemmer
    /// Notes for readers, such as missing samples and differing data.
    public let notes: [String]
    /// Those notes that warn of rows with other prompts, settings or data than the rest.
    let warnings: [String]

    /// A warning that names the models with simulated answers; nil when there are none.
    package var simulationNote: String? {
        let names = models.filter { $0.origin == .simulated }.map(\.name)
        guard !names.isEmpty else { return nil }
        return
            "Simulated: the answers of \(names.joined(separator: ", ")) come from a simulator, not from a model. They say "
            + "nothing about the quality of a model."
    }

    /// All notes, with the warning about simulated answers first.
    var allNotes: [String] { [simulationNote].compactMap(\.self) + notes }

    /// The metrics that tables show, with their usual names; of the standard ones all but `rougeLsum`.
    var shownMetrics: [(metric: RougeMetric, name: String)] {
        let shown = metrics == RougeMetric.standard ? metrics.filter { $0 != .rougeLsum } : metrics
        return shown.map { ($0, Self.title($0)) }
    }

    /// The usual name of a metric, such as ROUGE-1.
    static func title(_ metric: RougeMetric) -> String { "ROUGE-\(metric.name.dropFirst("rouge".count))" }

    /// A model's answer to a sample, and its scores.
    func answer(of model: Int, to sample: Int) -> (text: String, scores: RougeScores)? {
        let answers = models[model].answers
        guard let row = answers.rows.isEmpty ? nil : answers.rows[sample] else { return nil }
        return (answers.texts[row], answers.scores[row])
    }
}

/// The difference of two models' scores on the samples that both have answered.
public struct ModelDifference: Sendable {
    /// The index of the model in the comparison.
    public let model: Int
    /// The index of the model that it is compared with.
    public let against: Int
    /// Number of samples that both have answered.
    package let sampleCount: Int
    /// The difference of the mean F1 in each metric, in the order of the configuration's metrics.
    public let differences: [PairedDifference]
    /// Numbers of samples won, tied and lost in each metric, in the same order.
    package let outcomes: [SampleOutcomes]

    /// The same difference with the models exchanged.
    var reversed: ModelDifference {
        ModelDifference(
            model: against,
            against: model,
            sampleCount: sampleCount,
            differences: differences.map(\.reversed),
            outcomes: outcomes.map(\.reversed)
        )
    }
}

extension Comparison {
    /// Maximum number of pairs that need no baseline.
    private static let fewPairs = 3

    /// The differences of all other models against the baseline, in the order of the models.
    var againstBaseline: [ModelDifference] {
        differences.compactMap { difference in
            difference.against == baseline ? difference : difference.model == baseline ? difference.reversed : nil
        }
        .sorted { $0.model < $1.model }
    }

    /// The differences that reports without a choice show: all of a few pairs, else those against the baseline.
    var shownDifferences: [ModelDifference] {
        hasChosenBaseline || differences.count > Self.fewPairs ? againstBaseline : differences
    }
}

/// A sample that at least one model has answered, with its texts.
package struct ComparedSample: Sendable, Hashable {
    /// The id of the sample, where a file has one.
    package internal(set) var id: String?
    /// The text to summarize.
    package internal(set) var dialogue: String?
    /// The reference summary.
    package internal(set) var reference: String?
}

/// A row of a comparison.
public struct ComparedModel: Sendable {
    /// The origin of the scores.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// Computed from a model's answers.
        case measured
        /// Computed from a simulator's answers.
        case simulated
        /// Copied from a publication.
        case published
    }

    /// The name in all tables; different for each row.
    public internal(set) var name: String
    /// The kind of model, where that is known.
    package let kind: ModelKind?
    /// The origin of the scores.
    public let origin: Origin
    /// Number of samples that were scored, where that is known.
    package let sampleCount: Int?
    /// Samples without a prediction.
    package let missing: [MissingSample]
    /// The mean F1 of each metric.
    package let scores: [MetricScore]
    /// The answers and their scores; empty without predictions.
    let answers: Answers
    /// The results of the evaluation, which say how the model was asked; nil where there is no such file.
    let evaluation: EvaluationResults?
    /// The fine-tuning job that the model comes from; nil where no files of it are found.
    let tuning: TuningRun?

    /// The score of a metric.
    public subscript(metric: RougeMetric) -> MetricScore? { scores.first { $0.metric == metric } }

    /// Type and origin in words, such as `fine-tuned, simulated`; empty for a measured model of unknown type.
    var typeWords: String {
        [kind?.rawValue, origin == .measured ? nil : origin.rawValue].compactMap(\.self).joined(separator: ", ")
    }
}

extension ComparedModel {
    /// The answers of a model to the samples of the comparison.
    struct Answers: Sendable {
        /// The row in texts and scores for each sample; nil without an answer.
        var rows: [Int?] = []
        var texts: [String] = []
        var scores = ScoreTable(metrics: [])
    }
}
