// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
package import TapedeckRouge

/// What `eval_results.json` holds: the scores of one model on one set of samples, and how they came about.
package struct EvaluationResults: Sendable, Hashable {
    /// The name of the model, as the service knows it.
    package var modelName: String
    /// Number of samples that were scored.
    package var sampleCount: Int?
    /// The scores, in the order of the file.
    package var scores: [MetricScore]
    /// How the intervals were resampled.
    package var bootstrap: Bootstrap?
    /// Samples without a prediction.
    package var missing: [MissingSample]
    /// How the scores came about.
    package var settings: EvaluationSettings?
    /// What the model was evaluated on.
    package var data: DataSource?
    /// Whether the answers are those of a simulator, not of a model.
    package var isSimulated: Bool
    /// The kind of model, where its name does not tell.
    package var kind: ModelKind?
    /// The version of Tapedeck that computed the scores.
    package var tapedeck: String?
    /// All other members, in their order.
    package var extras: [JSONMember]

    /// Creates results; what is not known is left out of the file.
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
        self.tapedeck = tapedeck
        self.extras = extras
    }

    /// The score of a metric.
    package subscript(metric: RougeMetric) -> MetricScore? { scores.first { $0.metric == metric } }
}

/// The mean F1 of one metric.
package struct MetricScore: Sendable, Hashable {
    /// The metric.
    package var metric: RougeMetric
    /// The mean F1 over all samples, in `0...1`.
    package var mean: Double
    /// The bounds of the mean, when they were computed.
    package var interval: ClosedRange<Double>?

    /// Creates a score.
    /// - Parameters:
    ///   - metric: The metric.
    ///   - mean: The mean F1 over all samples, in `0...1`.
    ///   - interval: The bounds of the mean, when they were computed.
    package init(metric: RougeMetric, mean: Double, interval: ClosedRange<Double>? = nil) {
        self.metric = metric
        self.mean = mean
        self.interval = interval
    }
}
