// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
public import TapedeckRouge

/// Evaluation results, as `eval_results.json` holds them: one model's scores on one data set, with the settings.
package struct EvaluationResults: Sendable, Hashable {
    /// The name of the model at the service.
    package var modelName: String
    /// Number of samples that were scored.
    package var sampleCount: Int?
    /// The mean scores, in the order of the file.
    package var scores: [MetricScore]
    /// The resampling of the intervals.
    package var bootstrap: Bootstrap?
    /// Samples without a prediction.
    package var missing: [MissingSample]
    /// The settings of requests and scores.
    package var settings: EvaluationSettings?
    /// The source of the samples.
    package var data: DataSource?
    /// Whether a simulator made the answers, not a model.
    package var isSimulated: Bool
    /// The kind of model, where its name does not tell it.
    package var kind: ModelKind?
    /// Models, tokens, latency and dates of the answers.
    package var answers: AnswerStatistics?
    /// The version of Tapedeck that computed the scores.
    package var tapedeck: String?
    /// All other members, in their order.
    package var extras: [JSONMember]

    /// Creates results; unknown values are left out of the file.
    package init(
        modelName: String,
        sampleCount: Int? = nil,
        scores: [MetricScore],
        bootstrap: Bootstrap? = nil,
        missing: [MissingSample] = [],
        settings: EvaluationSettings? = nil,
        data: DataSource? = nil,
        isSimulated: Bool = false,
        kind: ModelKind? = nil,
        answers: AnswerStatistics? = nil,
        tapedeck: String? = nil,
        extras: [JSONMember] = []
    ) {
        self.modelName = modelName
        self.sampleCount = sampleCount
        self.scores = scores
        self.bootstrap = bootstrap
        self.missing = missing
        self.settings = settings
        self.data = data
        self.isSimulated = isSimulated
        self.kind = kind
        self.answers = answers
        self.tapedeck = tapedeck
        self.extras = extras
    }

    /// The score of a metric.
    package subscript(metric: RougeMetric) -> MetricScore? { scores.first { $0.metric == metric } }

    /// The name that the model was requested by, where `modelName` is another.
    package var requestedModel: String { extras.last { $0.name == "model" }?.value.string ?? modelName }
}

/// The mean F1 of one metric.
public struct MetricScore: Sendable, Hashable {
    /// The metric.
    public var metric: RougeMetric
    /// The mean F1 over all samples, in `0...1`.
    public var mean: Double
    /// The confidence interval of the mean, when it was computed.
    public var interval: ClosedRange<Double>?

    /// Creates a score.
    /// - Parameters:
    ///   - metric: The metric.
    ///   - mean: The mean F1 over all samples, in `0...1`.
    ///   - interval: The confidence interval of the mean, when it was computed.
    package init(metric: RougeMetric, mean: Double, interval: ClosedRange<Double>? = nil) {
        self.metric = metric
        self.mean = mean
        self.interval = interval
    }
}

/// A sample without a prediction.
public struct MissingSample: Sendable, Hashable {
    /// The id of the sample.
    public let id: String
    /// The reason why there is no prediction.
    public let reason: String

    /// Creates a value.
    /// - Parameters:
    ///   - id: The id of the sample.
    ///   - reason: The reason why there is no prediction.
    package init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}

/// A kind of model.
package enum ModelKind: String, Sendable, Hashable, CaseIterable {
    /// A model before fine-tuning.
    case base
    /// A model after fine-tuning.
    case fineTuned = "fine-tuned"

    /// Guesses the kind from a name: names of the service's fine-tuned models begin with `ft:`.
    /// - Parameter name: The name of the model.
    package init(modelName name: String) {
        self = name.hasPrefix("ft:") ? .fineTuned : .base
    }
}
