// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// Predictions with their scores, sample by sample.
package struct ScoredPredictions: Sendable {
    /// The lines that have a prediction, in their order.
    package let predictions: [Prediction]
    /// A row for each of these lines.
    package let sampleScores: ScoreTable
    /// Samples without a prediction.
    package let missing: [MissingSample]
    /// What was done to words.
    package let stemmer: Stemmer
    /// How intervals are resampled; nil for none.
    package let bootstrap: Bootstrap?

    /// The means of F1, with their intervals.
    /// - Complexity: O(samples), times the number of resamples with a bootstrap.
    package func meanScores() -> [MetricScore] {
        let aggregates = sampleScores.aggregates(bootstrap: bootstrap)
        return sampleScores.metrics.compactMap { metric in
            guard let aggregate = aggregates[metric] else { return nil }
            let interval = aggregate.interval.map {
                // With a confidence near 0 the two quantiles are interpolated alike, but may round apart.
                min($0.low.fmeasure, $0.high.fmeasure)...max($0.low.fmeasure, $0.high.fmeasure)
            }
            return MetricScore(metric: metric, mean: aggregate.mean.fmeasure, interval: interval)
        }
    }

    /// The results to write beside the predictions.
    /// - Parameters:
    ///   - modelName: The name of the model, as the service knows it.
    ///   - settings: What was asked for; stemmer and metrics are filled in.
    ///   - data: What the model was evaluated on.
    ///   - isSimulated: Whether the answers said that they are simulated.
    ///   - more: Further samples without prediction, of which there is no line.
    ///   - tapedeck: The version of Tapedeck.
    /// - Returns: Scores and all that belongs to them.
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
