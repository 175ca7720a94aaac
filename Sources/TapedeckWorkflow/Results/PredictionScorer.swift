// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckRouge

/// Turns predictions into scores: the same lines give the same bits, on any number of threads.
package struct PredictionScorer: Sendable {
    /// What is computed, and how.
    package let scorer: RougeScorer
    /// How intervals are resampled; nil computes none.
    package let bootstrap: Bootstrap?

    /// Creates a scorer; by default that of the lesson, with `use_stemmer=True`.
    /// - Parameters:
    ///   - metrics: What to compute, in order.
    ///   - stemmer: What to do to words.
    ///   - bootstrap: How to resample intervals; nil computes none.
    package init(
        metrics: [RougeMetric] = RougeMetric.standard,
        stemmer: Stemmer = .porter,
        bootstrap: Bootstrap? = nil
    ) {
        scorer = RougeScorer(metrics: metrics, stemmer: stemmer)
        self.bootstrap = bootstrap
    }

    /// Scores the predictions that are there, in their order, on all cores.
    /// - Parameters:
    ///   - predictions: The lines; one without prediction is counted as missing and not scored.
    ///   - workers: The most tasks at a time; nil leaves it to the machine. The result does not depend on it.
    /// - Returns: A row for each prediction that is there, and what is missing.
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
