// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckRouge

/// The whole job: training files, baselines, a fine-tuning job, the tuned model, one comparison.
///
/// Everything lies in one folder, and each step goes on from what an earlier run left there: `prepared/`,
/// `evaluations/NAME/`, `fine-tuning/`, and the comparison as `comparison.html`, `.md`, `.json` and `.csv`.
package struct Workflow: Sendable {
    let configuration: WorkflowConfiguration
    private let client: OpenAIClient
    private let clients: [String: OpenAIClient]
    let folder: String
    let test: DataSet
    let preparation: Preparation?
    private let published: [EvaluationResults]
    private let record: RunRecord

    /// Reads all data and checks everything that can be checked; nothing is sent or written.
    /// - Parameters:
    ///   - configuration: The workflow.
    ///   - client: The service that is asked.
    ///   - clients: Services of single models, by the name of the model.
    ///   - folder: Where results go; made when there is none.
    /// - Throws: ``WorkflowError`` with code `badInput`: a file that is missing or does not hold samples, ids that stand
    ///   twice, a template that does not fit, training data that the service would refuse.
    package init(
        _ configuration: WorkflowConfiguration,
        client: OpenAIClient,
        clients: [String: OpenAIClient] = [:],
        folder: String
    ) throws(WorkflowError) {
        self.configuration = configuration
        self.client = client
        self.clients = clients
        self.folder = folder
        let data = configuration.data
        test = try DataSet(path: data.test, fields: data.fields).subset(limit: data.testLimit, seed: data.seed)
        try configuration.prompts.check(test.samples)
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

    /// Runs all steps, or those that are left.
    /// - Parameters:
    ///   - restarts: Whether to drop what earlier runs left in the folder, and to pay for all of it anew.
    ///   - notify: Called with what happens.
    /// - Returns: The comparison, and the samples that are missing from it.
    /// - Throws: ``WorkflowError`` when the folder holds results of another configuration, the service stays away or
    ///   refuses, or the job fails; `CancellationError` when the task is cancelled, with everything so far kept.
    package func run(
        restarts: Bool = false,
        notify: @escaping @Sendable (WorkflowNotice) -> Void = { _ in }
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
        var plan = FineTunePlan(model: job.model, suffix: job.suffix)
        plan.hyperparameters = job.hyperparameters
        plan.seed = job.seed
        plan.pollInterval = .seconds(job.pollInterval)
        let run = try FineTuneRun(
            client: client,
            plan: plan,
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
        // Differences are resampled even where no intervals were asked for.
        let comparer = ModelComparer(
            metrics: settings.metrics,
            stemmer: settings.stemmer,
            bootstrap: try settings.bootstrap ?? Bootstrap()
        )
        return try await comparer.compare(evaluated, published: published)
    }

    /// The files that a run writes at once; those of its steps lie in folders of their own.
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

    /// Where the state of the fine-tuning job lies in a folder of results.
    package static func fineTuningFolder(in folder: String) -> String { "\(folder)/fine-tuning" }
}

/// What a workflow tells while it goes on.
package enum WorkflowNotice: Sendable {
    /// The training files have been written.
    case prepared(PreparationReport)
    /// The evaluation of a model goes on.
    case evaluating(name: String, EvaluationProgress)
    /// A model has been evaluated.
    case evaluated(name: String, EvaluationOutcome)
    /// The fine-tuning job goes on.
    case fineTuning(FineTuneNotice)
    /// The fine-tuning job has ended.
    case fineTuned(JobResult)
}

/// What a workflow came to.
package struct WorkflowOutcome: Sendable {
    /// All models beside each other.
    package let comparison: Comparison
    /// The files that hold the comparison.
    package let reports: [String]
    /// The tuned model, when there is one.
    package let tunedModel: String?
    /// The samples without an answer, by the model's name.
    package let missing: [(model: String, samples: [MissingSample])]
}
