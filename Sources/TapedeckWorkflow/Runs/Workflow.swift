// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckRouge

/// A summarization workflow: training files, baselines, a fine-tuning job, the tuned model, one comparison.
///
/// All files are in one folder: `prepared/`, `evaluations/NAME/`, `fine-tuning/`, and the comparison as
/// `comparison.html`, `.md`, `.json` and `.csv`. After an interruption, another run in the folder continues and repeats
/// no paid request.
public struct Workflow: Sendable {
    let configuration: WorkflowConfiguration
    private let client: OpenAIClient
    private let clients: [String: OpenAIClient]
    let folder: String
    let test: DataSet
    let preparation: Preparation?
    private let published: [EvaluationResults]
    private let record: RunRecord

    /// Reads and checks all data; no request is sent and nothing is written.
    /// - Parameters:
    ///   - configuration: The workflow.
    ///   - client: The client of the service.
    ///   - clients: The clients of models with a service of their own, by the names of the models.
    ///   - folder: The folder of the results; it is created if missing.
    /// - Throws: ``WorkflowError`` with code `badInput`: a setting is out of range, a file is missing or holds no samples, ids
    ///   or names are duplicate, a template does not fit, or the service would refuse the training data.
    public init(
        _ configuration: WorkflowConfiguration,
        client: OpenAIClient,
        clients: [String: OpenAIClient] = [:],
        folder: String
    ) throws(WorkflowError) {
        try configuration.check()
        self.configuration = configuration
        self.client = client
        self.clients = clients
        self.folder = folder
        let data = configuration.data
        test = try DataSet(path: data.test, fields: data.fields).subset(limit: data.testLimit, seed: data.seed)
        try configuration.prompts.check(test.samples)
        if let model = configuration.models.first(where: { $0.baseURL != nil && clients[$0.name] == nil }) {
            throw .badInput(
                "The model '\(model.name)' has a service of its own, \(model.baseURL ?? ""), but no client. Give one for it."
            )
        }
        var published: [EvaluationResults] = []
        for table in configuration.published { published += try PublishedScores(table).rows }
        self.published = published
        guard let job = configuration.fineTuning, let path = data.training else {
            preparation = nil
            record = RunRecord(configuration, training: nil, validation: nil, test: test)
            return
        }
        let training = try DataSet(path: path, fields: data.fields)
            .subset(limit: data.trainingLimit, seed: data.seed)
        var validation: DataSet?
        if let path = data.validation {
            validation = try DataSet(path: path, fields: data.fields)
                .subset(limit: data.validationLimit, seed: data.seed)
        }
        var plan = PreparationPlan(model: job.model, prompts: configuration.prompts.used(for: .training))
        plan.epochs = job.hyperparameters.epochs
        plan.price = job.price
        preparation = try Preparation(plan: plan, training: training, validation: validation)
        record = RunRecord(configuration, training: training, validation: validation, test: test)
    }

    /// Runs all steps, or those that an earlier run has not done.
    /// - Parameters:
    ///   - restarts: Whether to drop the results of earlier runs, and to pay for all requests again.
    ///   - progress: Called with each event, from any task.
    /// - Returns: The comparison, and the samples without an answer.
    /// - Throws: ``WorkflowError`` when the folder holds results of another configuration, the service does not answer or
    ///   refuses, or the job fails; `CancellationError` when the task is cancelled, with all results so far kept.
    public func run(
        restarts: Bool = false,
        progress: @escaping @Sendable (WorkflowProgress) -> Void = { _ in }
    ) async throws -> WorkflowOutcome {
        try await run(
            restarts: restarts,
            notify: { notice in
                if let event = WorkflowProgress(notice) { progress(event) }
            }
        )
    }

    /// Runs all steps, or those that an earlier run has not done, with detailed events.
    package func run(
        restarts: Bool,
        notify: @escaping @Sendable (WorkflowNotice) -> Void
    ) async throws -> WorkflowOutcome {
        try DiskFile.makeFolder(folder)
        try record.keep(in: folder, restarts: restarts)
        var evaluated: [EvaluatedModel] = []
        if let preparation { notify(.prepared(try preparation.write(to: "\(folder)/prepared"))) }
        for model in configuration.models {
            evaluated.append(try await evaluate(model.model, model.name, .baseline, restarts, notify))
        }
        var tuned: String?
        if let job = configuration.fineTuning, let preparation {
            let model = try await fineTune(job, preparation, restarts, notify)
            evaluated.append(try await evaluate(model, job.name, .fineTuned, restarts, notify))
            tuned = model
        }
        let comparison = try await compare(evaluated)
        return WorkflowOutcome(
            comparison: comparison,
            reports: try write(comparison),
            tunedModel: tuned,
            missing: evaluated.filter { !$0.missing.isEmpty }.map { ($0.name, $0.missing) }
        )
    }

    // MARK: - Steps

    private func evaluate(
        _ model: String,
        _ name: String,
        _ use: Prompts.SystemUse,
        _ restarts: Bool,
        _ notify: @escaping @Sendable (WorkflowNotice) -> Void
    ) async throws -> EvaluatedModel {
        let settings = configuration.evaluation
        var plan = EvaluationPlan(model: model, prompts: configuration.prompts.used(for: use))
        plan.name = name
        plan.temperature = settings.temperature ?? plan.temperature
        plan.seed = settings.seed
        plan.maxTokens = settings.maxTokens
        plan.workers = settings.workers
        plan.metrics = settings.metrics
        plan.stemmer = settings.stemmer
        plan.bootstrap = settings.bootstrap
        let folder = evaluationFolder(name)
        let evaluator = try Evaluator(
            client: clients[name] ?? client,
            plan: plan,
            data: test,
            file: configuration.data.test,
            folder: folder
        )
        let outcome = try await evaluator.run(restarts: restarts) { notify(.evaluating(name: name, $0)) }
        notify(.evaluated(name: name, outcome))
        if let stop = outcome.stop { throw stop }
        guard outcome.results != nil else {
            throw WorkflowError.checkFailed("\(name) answered none of the samples, so there is nothing to compare.")
        }
        return EvaluatedModel(label: name, outcome, folder: folder)
    }

    private func fineTune(
        _ job: WorkflowConfiguration.FineTuning,
        _ preparation: Preparation,
        _ restarts: Bool,
        _ notify: @escaping @Sendable (WorkflowNotice) -> Void
    ) async throws -> String {
        let run = try FineTuneRun(
            client: client,
            plan: job.plan,
            training: preparation.training,
            validation: preparation.validation,
            folder: Self.fineTuningFolder(in: folder)
        )
        let result = try await run.run(restarts: restarts) { notify(.fineTuning($0)) }
        notify(.fineTuned(result))
        return try result.model()
    }

    private func compare(_ evaluated: [EvaluatedModel]) async throws -> Comparison {
        let settings = configuration.evaluation
        // Differences need resampling even where no intervals were requested.
        let comparer = ModelComparer(
            metrics: settings.metrics,
            stemmer: settings.stemmer,
            bootstrap: try settings.bootstrap ?? Bootstrap()
        )
        return try await comparer.compare(evaluated, published: published)
    }

    /// The files that a run writes, to keep inputs from being overwritten.
    package var outputs: [String] {
        let comparisons = ["html", "md", "json", "csv"].map { "comparison.\($0)" }
        return (["workflow.json", "prepared/train.jsonl", "prepared/validation.jsonl"] + comparisons).map {
            "\(folder)/\($0)"
        }
            + (configuration.models.map(\.name) + [configuration.fineTuning?.name].compactMap(\.self)).flatMap { name in
                ["journal.jsonl", "predictions.jsonl", "eval_results.json"].map { "\(evaluationFolder(name))/\($0)" }
            }
    }

    private func write(_ comparison: Comparison) throws(WorkflowError) -> [String] {
        var paths: [String] = []
        for (name, format) in [("html", ReportFormat.html), ("md", .markdown), ("json", .json), ("csv", .csv)] {
            let path = "\(folder)/comparison.\(name)"
            try DiskFile.write(Array(comparison.report(format).utf8), to: path)
            paths.append(path)
        }
        return paths
    }

    private func evaluationFolder(_ name: String) -> String { "\(folder)/evaluations/\(RunFolder.name(for: name))" }

    /// The folder of the fine-tuning job's state in a results folder.
    package static func fineTuningFolder(in folder: String) -> String { "\(folder)/fine-tuning" }
}

/// The outcome of a workflow.
public struct WorkflowOutcome: Sendable {
    /// The comparison of all models.
    public let comparison: Comparison
    /// The paths of the comparison's reports.
    package let reports: [String]
    /// The name of the tuned model, when there is one.
    public let tunedModel: String?
    /// The samples without an answer, by model.
    public let missing: [(model: String, samples: [MissingSample])]
}
