// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
package import TapedeckRouge

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
                min($0.low.fmeasure, $0.high.fmeasure)...max($0.low.fmeasure, $0.high.fmeasure)
            }
            return MetricScore(metric: metric, mean: aggregate.mean.fmeasure, interval: interval)
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
            let members = scores.map { JSONMember(name: $0.metric.name, value: .double($0.score.fmeasure)) }
            return JSONValue.object([JSONMember(name: "id", value: .optional(prediction.id))] + members)
        }
        members = [JSONMember(name: "samples", value: .array(rows))]
    }
}
