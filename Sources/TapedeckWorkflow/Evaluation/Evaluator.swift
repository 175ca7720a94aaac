// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An evaluation: asks a model for a summary of each sample, and scores the answers.
///
/// Its folder holds `journal.jsonl`, from which a restart continues, and at the end `predictions.jsonl`, in the order of
/// the data, and `eval_results.json`. Both depend on the answers alone: not on the number of workers, the order of the
/// answers, or the number of interruptions.
package struct Evaluator: Sendable {
    private let client: OpenAIClient
    private let plan: EvaluationPlan
    private let data: DataSet
    private let source: DataSource
    private let folder: String

    /// Creates an evaluation.
    /// - Parameters:
    ///   - client: The client of the model's service.
    ///   - plan: The settings of requests and scores.
    ///   - data: The samples.
    ///   - file: The file of the samples, whose name the results hold.
    ///   - folder: The folder of the results; it is created if missing.
    /// - Throws: ``WorkflowError`` with code `badInput` when a prompt does not fit the samples.
    package init(
        client: OpenAIClient,
        plan: EvaluationPlan,
        data: DataSet,
        file: String,
        folder: String
    ) throws(WorkflowError) {
        try plan.prompts.check(data.samples)
        self.client = client
        self.plan = plan
        self.data = data
        self.folder = folder
        source = DataSource(
            file: DiskFile.name(of: file),
            sha256: data.digest,
            count: data.samples.count,
            choice: data.choice
        )
    }

    /// Requests the answers that are missing, scores all, and writes the files.
    /// - Parameters:
    ///   - restarts: Whether to request all answers again.
    ///   - progress: Called after each sample.
    /// - Returns: The outcome; samples that failed are named there, and never scored.
    /// - Throws: ``WorkflowError`` when files cannot be read or written; `CancellationError` when the task is cancelled,
    ///   with all answers so far kept.
    package func run(
        restarts: Bool = false,
        progress: @escaping @Sendable (EvaluationProgress) -> Void = { _ in }
    ) async throws -> EvaluationOutcome {
        try DiskFile.makeFolder(folder)
        let journal = try Journal(
            path: "\(folder)/journal.jsonl",
            identity: plan.identity(data: data),
            restarts: restarts
        )
        let start = ContinuousClock.now
        let predictor = BatchPredictor(client: client, plan: plan, samples: data.samples, journal: journal)
        let batch = try await predictor.run { done in
            progress(
                EvaluationProgress(
                    answered: done.answered,
                    failed: done.failed,
                    total: data.samples.count,
                    elapsed: .now - start
                )
            )
        }
        try journal.sync()
        let elapsed = ContinuousClock.now - start
        let outcome = try await conclude(batch, resumed: journal.answers.count, elapsed: elapsed)
        // Last of all, since the file that replaces the journal is no longer locked.
        try journal.sort(batch.answers, by: data.samples)
        return outcome
    }

    private func conclude(_ batch: BatchPredictor.Result, resumed: Int, elapsed: Duration) async throws
        -> EvaluationOutcome
    {
        let predictions = data.samples.map { sample in
            let answer = batch.answers[sample.id]
            let reason = batch.failures[sample.id] ?? batch.stop.map { "not asked: \($0.message)" } ?? "not asked"
            return Prediction(
                id: sample.id,
                dialogue: sample.dialogue,
                reference: sample.summary,
                prediction: answer?.text,
                error: answer == nil ? reason : nil,
                extras: answer?.remarks ?? []
            )
        }
        let lines = predictions.map(\.line).joined()
        try DiskFile.write(Array(lines.utf8), to: "\(folder)/predictions.jsonl")
        let missing = predictions.compactMap { prediction in
            prediction.prediction == nil
                ? MissingSample(id: prediction.id ?? "", reason: prediction.error ?? "no prediction") : nil
        }
        var scored: ScoredPredictions?
        var results: EvaluationResults?
        if missing.count < predictions.count {
            let scorer = PredictionScorer(metrics: plan.metrics, stemmer: plan.stemmer, bootstrap: plan.bootstrap)
            let scores = try await scorer.score(predictions)
            let summary = summary(of: scores, batch)
            try DiskFile.write(Array(summary.fileText.utf8), to: "\(folder)/eval_results.json")
            (scored, results) = (scores, summary)
        }
        return EvaluationOutcome(
            predictions: predictions,
            results: results,
            scored: scored,
            missing: missing,
            stop: batch.stop,
            resumed: resumed,
            truncated: batch.answers.values.count { $0.finishReason == "length" },
            elapsed: elapsed
        )
    }

    private func summary(of scored: ScoredPredictions, _ batch: BatchPredictor.Result) -> EvaluationResults {
        var results = scored.results(
            modelName: plan.name ?? plan.model,
            settings: plan.settings(baseURL: client.publicName),
            data: source,
            isSimulated: batch.answers.values.contains { $0.isSimulated }
        )
        results.kind = ModelKind(modelName: plan.model)
        results.answers = AnswerStatistics(batch.answers.values.map(\.facts))
        if plan.name != nil { results.extras.append(JSONMember(name: "model", value: .string(plan.model))) }
        results.extras += SampleScores(scored).members
        return results
    }
}

/// The progress of an evaluation.
package struct EvaluationProgress: Sendable, Hashable {
    /// Number of samples with an answer, with those of earlier runs.
    package let answered: Int
    /// Number of samples that failed.
    package let failed: Int
    /// Number of all samples.
    package let total: Int
    /// The time since this run began.
    package let elapsed: Duration
}

/// The outcome of an evaluation.
package struct EvaluationOutcome: Sendable {
    /// A prediction for each sample, in the order of the data.
    package let predictions: [Prediction]
    /// The mean scores; nil when no sample has an answer.
    package let results: EvaluationResults?
    /// The scores of each sample with an answer; nil when no sample has one.
    let scored: ScoredPredictions?
    /// The samples without an answer.
    package let missing: [MissingSample]
    /// The failure that ended the requests before all samples were sent.
    package let stop: WorkflowError?
    /// Number of answers of earlier runs.
    package let resumed: Int
    /// Number of answers truncated at the token limit.
    package let truncated: Int
    /// The time this run took.
    package let elapsed: Duration
}
