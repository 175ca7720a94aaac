// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore
public import TapedeckRouge

/// What `eval_results.json` holds: the figures of one model on one set of samples, and how they came about.
public struct EvaluationResults: Sendable, Hashable {
    /// The mean F of one metric.
    public struct Figure: Sendable, Hashable {
        /// The metric.
        public var metric: RougeMetric
        /// The mean F over all samples, in `0...1`.
        public var mean: Double
        /// The bounds of the mean, when they were computed.
        public var interval: ClosedRange<Double>?

        /// Creates a figure.
        /// - Parameters:
        ///   - metric: The metric.
        ///   - mean: The mean F over all samples, in `0...1`.
        ///   - interval: The bounds of the mean, when they were computed.
        public init(metric: RougeMetric, mean: Double, interval: ClosedRange<Double>? = nil) {
            self.metric = metric
            self.mean = mean
            self.interval = interval
        }
    }

    /// The name of the model, as the service knows it.
    public var modelName: String
    /// Number of samples that were scored.
    public var sampleCount: Int?
    /// The figures, in the order of the file.
    public var figures: [Figure]
    /// How the intervals were resampled.
    public var bootstrap: Bootstrap?
    /// Samples without a prediction.
    public var missing: [MissingSample]
    /// How the figures came about.
    public var settings: EvaluationSettings?
    /// What the model was evaluated on.
    public var data: DataSource?
    /// Whether the answers are those of a simulator, not of a model.
    public var isSimulated: Bool
    /// The kind of model, where its name does not tell.
    public var kind: ModelKind?
    /// The version of Tapedeck that computed the figures.
    public var tapedeck: String?
    /// All other members, in their order.
    public var extras: [JSONMember]

    /// Creates results; what is not known is left out of the file.
    public init(
        modelName: String,
        sampleCount: Int? = nil,
        figures: [Figure],
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
        self.figures = figures
        self.bootstrap = bootstrap
        self.missing = missing
        self.settings = settings
        self.data = data
        self.isSimulated = isSimulated
        self.kind = kind
        self.tapedeck = tapedeck
        self.extras = extras
    }

    /// The figure of a metric.
    public subscript(metric: RougeMetric) -> Figure? { figures.first { $0.metric == metric } }
}
