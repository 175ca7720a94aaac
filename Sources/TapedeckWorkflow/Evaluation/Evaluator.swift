// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Asks a model for a summary of each sample, and scores the answers.
///
/// In its folder it keeps `journal.jsonl`, which a restart goes on from; at the end it writes `predictions.jsonl`, in the
/// order of the data, and `eval_results.json`. Both depend on the answers alone: not on the number of workers, nor on
/// the order in which answers came, nor on how often the run was broken off.
package struct Evaluator: Sendable {
    private let client: OpenAIClient
    private let plan: EvaluationPlan
    private let data: DataSet
    private let source: DataSource
    private let folder: String

    /// Creates an evaluation.
    /// - Parameters:
    ///   - client: The service that has the model.
    ///   - plan: What is asked.
    ///   - data: The samples.
    ///   - file: The name of their file, as results tell it.
    ///   - folder: Where results go; made when there is none.
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
        source = DataSource(file: DiskFile.name(of: file), sha256: data.digest, count: data.samples.count)
    }

    /// Asks for what is not answered yet, scores, and writes the files.
    /// - Parameters:
    ///   - restarts: Whether to ask for all samples anew.
    ///   - progress: Called after each sample.
    /// - Returns: What came of it; samples that failed are named there, and never scored.
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
        let inquiry = try await BatchPredictor(client: client, plan: plan, samples: data.samples, journal: journal).run
        {
            done in
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
        let outcome = try await conclude(inquiry, resumed: journal.answers.count, elapsed: elapsed)
        // Last of all, since what takes its place is no longer locked.
        try journal.sort(inquiry.answers, by: data.samples)
        return outcome
    }

    private func conclude(_ inquiry: BatchPredictor.Result, resumed: Int, elapsed: Duration) async throws
        -> EvaluationOutcome
    {
        let predictions = data.samples.map { sample in
            let answer = inquiry.answers[sample.id]
            let reason = inquiry.failures[sample.id] ?? inquiry.stop.map { "not asked: \($0.message)" } ?? "not asked"
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
        var results: EvaluationResults?
        if missing.count < predictions.count {
            results = try await score(predictions, inquiry)
            if let results { try DiskFile.write(Array(results.fileText.utf8), to: "\(folder)/eval_results.json") }
        }
        return EvaluationOutcome(
            predictions: predictions,
            results: results,
            missing: missing,
            stop: inquiry.stop,
            resumed: resumed,
            cut: inquiry.answers.values.count { $0.finishReason == "length" },
            elapsed: elapsed
        )
    }

    private func score(_ predictions: [Prediction], _ inquiry: BatchPredictor.Result) async throws -> EvaluationResults
    {
        let scorer = PredictionScorer(metrics: plan.metrics, stemmer: plan.stemmer, bootstrap: plan.bootstrap)
        let scored = try await scorer.score(predictions)
        var results = scored.results(
            modelName: plan.name ?? plan.model,
            settings: plan.settings(baseURL: client.publicName),
            data: source,
            isSimulated: inquiry.answers.values.contains { $0.isSimulated }
        )
        results.kind = ModelKind(modelName: plan.model)
        if plan.name != nil { results.extras.append(JSONMember(name: "model", value: .string(plan.model))) }
        results.extras += SampleScores(scored).members
        return results
    }
}
