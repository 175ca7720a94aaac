// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckModels
import TapedeckSummarizer

/// The slow work of jobs, done once per job: reading its files and fitting its model.
///
/// Only the last few fitted models are kept; fitting one again gives the same model.
final class TrainingRuns: Sendable {
    /// Maximum number of fitted models to keep.
    private static let keptModels = 32
    /// Maximum number of examples to fit; larger files are sampled.
    private static let exampleLimit = 2000
    /// Maximum length of a prompt or answer, in bytes; the rest is ignored.
    fileprivate static let textLimit = 100_000

    private struct State {
        var fits: SpelledDictionary<Task<Summarizer, any Error>> = [:]
        /// Jobs whose models are kept, latest last.
        var order: [String] = []
        var models: SpelledDictionary<Summarizer> = [:]
    }

    private let state = Mutex(State())

    /// Reads and validates the files of a job.
    /// - Returns: The next step: queued, or failed.
    @concurrent
    func examination(of job: FineTuningJob) async throws -> JobStep {
        guard let rules = job.rules(.training), let content = job.files.training else {
            return .fail(.deletedFile("training"))
        }
        let report = try content.examine(rules)
        if let error = report.error { return .fail(JobFault(error)) }
        if let validation = job.files.validation, let rules = job.rules(.validation),
            let error = try validation.examine(rules).error
        {
            return .fail(JobFault(error))
        }
        let summary = report.summary
        let requested = job.request.method.hyperparameters
        let chosen = requested.resolved(examples: summary.examples, model: rules.model)
        return .queue(
            TrainingPlan(
                hyperparameters: chosen,
                examples: summary.examples,
                trainedTokens: chosen.trainedTokens(perEpoch: summary.tokens)
            )
        )
    }

    /// The model of a job, fitted on first use.
    func model(of job: FineTuningJob) async throws -> Summarizer {
        if let model = state.withLock({ $0.models[job.id] }) { return model }
        let fit = state.withLock { state in
            if let fit = state.fits[job.id] { return fit }
            // A separate task: the first client may leave while others wait.
            let fit = Task { try await Self.fit(job) }
            state.fits[job.id] = fit
            return fit
        }
        let result = await fit.result
        state.withLock { state in
            state.fits[job.id] = nil
            guard case .success(let model) = result, state.models.updateValue(model, forKey: job.id) == nil else {
                return
            }
            state.order.append(job.id)
            if state.order.count > Self.keptModels { state.models[state.order.removeFirst()] = nil }
        }
        return try result.get()
    }

    @concurrent
    private static func fit(_ job: FineTuningJob) async throws -> Summarizer {
        let examples = try job.sample(of: job.files.training, .training, limit: exampleLimit, SummaryExample.init)
        return Summarizer.fit(examples, seed: UInt64(job.seed))
    }

    /// The training history of a job.
    @concurrent
    func history(of job: FineTuningJob) async throws -> TrainingHistory {
        guard let plan = job.plan else { preconditionFailure("A job that is queued has a plan") }
        let schedule = TrainingSchedule(
            examples: plan.examples,
            epochs: plan.hyperparameters.epochs,
            batchSize: plan.hyperparameters.batchSize,
            learningRateMultiplier: plan.hyperparameters.learningRateMultiplier
        )
        let seed = UInt64(job.seed)
        func sample<Example: Sendable>(_ part: TrainingRules.Part, _ read: (TrainingExample) -> Example?) throws
            -> [Example]
        {
            let content = part == .training ? job.files.training : job.files.validation
            return try job.sample(of: content, part, limit: Self.exampleLimit, read)
        }
        switch job.request.method.kind {
        case .supervised:
            return TrainingHistory(
                try sample(.training, SummaryExample.init),
                validation: try sample(.validation, SummaryExample.init),
                schedule: schedule,
                seed: seed
            )
        case .dpo:
            return TrainingHistory(
                preferences: try sample(.training, PreferenceExample.init),
                validation: try sample(.validation, PreferenceExample.init),
                schedule: schedule,
                beta: plan.hyperparameters.beta ?? Hyperparameters.autoBeta,
                seed: seed
            )
        case .reinforcement:
            return TrainingHistory(
                reinforcement: try sample(.training, Self.task),
                validation: try sample(.validation, Self.task),
                schedule: schedule,
                seed: seed
            )
        }
    }

    /// The prompt of a reinforcement task.
    private static func task(_ example: TrainingExample) -> String? {
        example.messages.last { $0.role == .user }?.content
    }
}

extension FineTuningJob {
    /// The rules for one of its files.
    fileprivate func rules(_ part: TrainingRules.Part) -> TrainingRules? {
        guard let model = OpenAIModel.tunable(base.snapshot) else { return nil }
        let file = part == .training ? request.trainingFile : request.validationFile ?? ""
        return TrainingRules(method: request.method.kind, model: model, part: part, fileName: file)
    }

    /// Examples of one of its files, as the model reads them.
    fileprivate func sample<Example: Sendable>(
        of content: Blob?,
        _ part: TrainingRules.Part,
        limit: Int,
        _ read: (TrainingExample) -> Example?
    ) throws -> [Example] {
        guard let content, let rules = rules(part) else { return [] }
        var sample = ExampleSample<Example>(limit: limit)
        _ = try content.examine(rules, countsTokens: false) { example in
            if let example = read(example) { sample.append(example) }
        }
        return sample.elements
    }
}

extension Blob {
    /// Reads the blob as a training file, line by line.
    fileprivate func examine(
        _ rules: TrainingRules,
        countsTokens: Bool = true,
        example: (TrainingExample) -> Void = { _ in }
    ) throws -> TrainingFileReport {
        var reader = TrainingFileReader(rules: rules, countsTokens: countsTokens)
        try forEachSlice { slice in
            if !reader.isDone { reader.push(slice) { (value) throws(Never) in example(value) } }
        }
        return reader.finish { (value) throws(Never) in example(value) }
    }
}

extension SummaryExample {
    /// The last trained answer of an example, with the messages before it.
    fileprivate init?(_ example: TrainingExample) {
        switch example {
        case .chat(let messages):
            guard let last = messages.lastIndex(where: { $0.role == .assistant && $0.isTrained }) else { return nil }
            self.init(messages[..<last], completion: messages[last].content ?? "")
        case .preference(let input, let preferred, _):
            self.init(input[...], completion: preferred.content ?? "")
        case .completion(let prompt, let completion):
            self.init(prompt: prompt.shown, completion: completion.shown)
        case .reinforcement:
            // Only the grader knows a good answer.
            return nil
        }
    }

    /// The last user message, the instructions before it, and the answer.
    private init(_ messages: ArraySlice<TrainingMessage>, completion: String) {
        self.init(
            prompt: (messages.last { $0.role == .user }?.content ?? "").shown,
            completion: completion.shown,
            instructions: (messages.first { $0.role == .system || $0.role == .developer }?.content ?? "").shown
        )
    }
}

extension PreferenceExample {
    fileprivate init?(_ example: TrainingExample) {
        guard case .preference(let input, let preferred, let rejected) = example else { return nil }
        self.init(
            prompt: (input.last { $0.role == .user }?.content ?? "").shown,
            preferred: (preferred.content ?? "").shown,
            rejected: (rejected.content ?? "").shown
        )
    }
}

extension String {
    /// The text, limited to the bytes that are learned from.
    fileprivate var shown: String { prefix(bytes: TrainingRuns.textLimit) }
}

extension JobFault {
    fileprivate init(_ error: TrainingFileError) {
        self.init(code: error.code, param: error.param, message: error.message)
    }
}
