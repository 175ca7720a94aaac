// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
package import TapedeckRouge

/// Scores predictions: the same lines give the same bits, on any number of threads.
package struct PredictionScorer: Sendable {
    /// The ROUGE scorer.
    package let scorer: RougeScorer
    /// The resampling of intervals; nil computes none.
    package let bootstrap: Bootstrap?

    /// Creates a scorer; by default that of the lesson, with stemming.
    /// - Parameters:
    ///   - metrics: The metrics, in order.
    ///   - stemmer: The stemmer for words.
    ///   - bootstrap: The resampling of intervals; nil computes none.
    package init(
        metrics: [RougeMetric] = RougeMetric.standard,
        stemmer: Stemmer = .porter,
        bootstrap: Bootstrap? = nil
    ) {
        scorer = RougeScorer(metrics: metrics, stemmer: stemmer)
        self.bootstrap = bootstrap
    }

    /// Scores the predictions, in their order, on all cores.
    /// - Parameters:
    ///   - predictions: The lines; one without prediction is counted as missing and not scored.
    ///   - workers: Maximum number of concurrent tasks; nil for one per core. The result does not depend on it.
    /// - Returns: The scores of each prediction, and the samples without one.
    /// - Throws: ``WorkflowError`` with code `badInput` when a line has no reference, or none a prediction;
    ///   `CancellationError` when the task is cancelled.
    @concurrent
    package func score(_ predictions: [Prediction], workers: Int? = nil) async throws -> ScoredPredictions {
        var present: [Prediction] = []
        var pairs: [RougePair] = []
        var missing: [MissingSample] = []
        for (index, prediction) in predictions.enumerated() {
            let name = prediction.id ?? "\(index)"
            guard let text = prediction.prediction else {
                missing.append(MissingSample(id: name, reason: prediction.error ?? "no prediction"))
                continue
            }
            guard let reference = prediction.reference else {
                throw WorkflowError.badInput("Sample \"\(name)\" has no reference to score against.")
            }
            present.append(prediction)
            pairs.append(RougePair(candidate: text, reference: reference))
        }
        guard !pairs.isEmpty else {
            throw WorkflowError.badInput("None of the \(predictions.count) samples has a prediction to score.")
        }
        let table = try await scorer.scores(of: pairs, workers: workers)
        return ScoredPredictions(
            predictions: present,
            sampleScores: table,
            missing: missing,
            stemmer: scorer.stemmer,
            bootstrap: bootstrap
        )
    }
}

/// Predictions with their scores, sample by sample.
package struct ScoredPredictions: Sendable {
    /// The lines that have a prediction, in their order.
    package let predictions: [Prediction]
    /// The scores of each of these lines.
    package let sampleScores: ScoreTable
    /// Samples without a prediction.
    package let missing: [MissingSample]
    /// The stemmer for words.
    package let stemmer: Stemmer
    /// The resampling of intervals; nil for none.
    package let bootstrap: Bootstrap?

    /// The mean F1 of each metric, with its interval.
    /// - Complexity: O(samples), times the number of resamples with a bootstrap.
    package func meanScores() -> [MetricScore] { meanScores(bootstrap) }

    /// The mean F1 of each metric, with its interval by another bootstrap.
    func meanScores(_ bootstrap: Bootstrap?) -> [MetricScore] {
        let aggregates = sampleScores.aggregates(bootstrap: bootstrap)
        return sampleScores.metrics.compactMap { metric in
            guard let aggregate = aggregates[metric] else { return nil }
            let interval = aggregate.interval.map {
                // With a confidence near 0 the two quantiles are interpolated alike, but may round apart.
                min($0.low.f1, $0.high.f1)...max($0.low.f1, $0.high.f1)
            }
            return MetricScore(metric: metric, mean: aggregate.mean.f1, interval: interval)
        }
    }

    /// The evaluation results of the predictions.
    /// - Parameters:
    ///   - modelName: The name of the model, as the service knows it.
    ///   - settings: The settings of the requests; stemmer and metrics are filled in.
    ///   - data: The data that the model was evaluated on.
    ///   - isSimulated: Whether the answers are a simulator's.
    ///   - more: Further samples without a prediction, which have no line.
    ///   - tapedeck: The version of Tapedeck.
    /// - Returns: The mean scores, with data and settings.
    package func results(
        modelName: String,
        settings: EvaluationSettings = EvaluationSettings(),
        data: DataSource? = nil,
        isSimulated: Bool = false,
        missing more: [MissingSample] = [],
        tapedeck: String? = nil
    ) -> EvaluationResults {
        var settings = settings
        settings.stemmer = stemmer == .porter
        settings.metrics = sampleScores.metrics
        return EvaluationResults(
            modelName: modelName,
            sampleCount: predictions.count,
            scores: meanScores(),
            bootstrap: bootstrap,
            missing: missing + more,
            settings: settings,
            data: data,
            isSimulated: isSimulated,
            tapedeck: tapedeck
        )
    }
}

/// The F1 of each sample, as `eval_results.json` lists them for gates that name the samples with the largest changes.
struct SampleScores {
    let members: [JSONMember]

    init(_ scored: ScoredPredictions) {
        let rows = zip(scored.predictions, scored.sampleScores).map { prediction, scores in
            let members = scores.map { JSONMember(name: $0.metric.name, value: .decimal($0.score.f1)) }
            return JSONValue.object([JSONMember(name: "id", value: .optional(prediction.id))] + members)
        }
        members = [JSONMember(name: "samples", value: .array(rows))]
    }
}
