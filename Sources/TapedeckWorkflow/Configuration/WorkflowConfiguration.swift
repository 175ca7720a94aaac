// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckModels
public import TapedeckRouge

/// The configuration of a workflow: its data, prompts, models and fine-tuning job.
public struct WorkflowConfiguration: Sendable, Hashable {
    /// The files of the training, validation and test samples.
    public struct Data: Sendable, Hashable {
        /// The file of the training samples; nil where nothing is fine-tuned.
        public var training: String?
        /// The file of the validation samples; nil for none.
        public var validation: String?
        /// The file of the test samples, on which models are evaluated.
        public var test: String
        /// The columns of the files.
        public var fields: FieldMap
        /// Maximum number of training samples, at least 1; nil takes all.
        public var trainingLimit: Int?
        /// Maximum number of validation samples, at least 1; nil takes all.
        public var validationLimit: Int?
        /// Maximum number of test samples, at least 1; nil takes all.
        public var testLimit: Int?
        /// The seed of the random choice of samples.
        public var seed: UInt64 = 0

        /// Creates a description of data.
        /// - Parameters:
        ///   - training: The file of the training samples.
        ///   - validation: The file of the validation samples.
        ///   - test: The file of the test samples.
        ///   - fields: The columns of the files.
        public init(training: String? = nil, validation: String? = nil, test: String, fields: FieldMap = FieldMap()) {
            self.training = training
            self.validation = validation
            self.test = test
            self.fields = fields
        }
    }

    /// A model to evaluate.
    public struct Model: Sendable, Hashable {
        /// The name in tables, and of the results folder.
        public var name: String
        /// The name of the model at its service.
        public var model: String
        /// The base URL of its own service; nil for the service of the workflow.
        package var baseURL: String?
        /// The environment variable with the key of its own service; nil for none.
        package var keyVariable: String?

        /// Creates a model.
        /// - Parameters:
        ///   - name: The name in tables; nil for the model's own.
        ///   - model: The name of the model at its service.
        public init(name: String? = nil, model: String) { self.init(name: name, model: model, baseURL: nil) }

        /// Creates a model with a service of its own.
        /// - Parameters:
        ///   - name: The name in tables; nil for the model's own.
        ///   - model: The name of the model at its service.
        ///   - baseURL: The base URL of its own service; nil for the service of the workflow.
        ///   - keyVariable: The environment variable with the key of its own service; nil for none.
        package init(name: String?, model: String, baseURL: String?, keyVariable: String? = nil) {
            self.name = name ?? model
            self.model = model
            self.baseURL = baseURL
            self.keyVariable = keyVariable
        }
    }

    /// The fine-tuning job.
    public struct FineTuning: Sendable, Hashable {
        /// The name of the tuned model in tables, and of its results folder.
        public var name: String
        /// The model to tune.
        public var model: String
        /// The suffix of the tuned model's name at the service, 1 to 64 characters; nil for none.
        public var suffix: String?
        /// The hyperparameters of the job.
        package var hyperparameters = Hyperparameters()
        /// The seed of the job; nil leaves it to the service.
        public var seed: Int?
        /// The longest wait between two polls of the job; 0 does not wait.
        public var pollInterval: Duration = .seconds(10)
        /// The price of a million training tokens, for an estimate of the cost.
        package var price: Double?

        /// Number of epochs, `1...50`; nil leaves it to the service.
        public var epochs: Int? {
            get { hyperparameters.epochs }
            set { hyperparameters.epochs = newValue }
        }
        /// Number of examples per step, `1...256`; nil leaves it to the service.
        public var batchSize: Int? {
            get { hyperparameters.batchSize }
            set { hyperparameters.batchSize = newValue }
        }
        /// The learning-rate multiplier, more than 0; nil leaves it to the service.
        public var learningRateMultiplier: Double? {
            get { hyperparameters.learningRateMultiplier }
            set { hyperparameters.learningRateMultiplier = newValue }
        }

        /// Creates a job.
        /// - Parameters:
        ///   - model: The model to tune.
        ///   - name: The name of the tuned model in tables; nil appends "fine-tuned" to the model's.
        public init(model: String, name: String? = nil) {
            self.model = model
            self.name = name ?? "\(model) fine-tuned"
        }
    }

    /// The settings of requests and scores.
    public struct Evaluation: Sendable, Hashable {
        /// The sampling temperature, `0...2`; nil for 0.2, or for none with a reasoning model.
        public var temperature: Double?
        /// The seed of each request, from which the service samples as best it can; nil sends none.
        public var seed: Int?
        /// Maximum number of completion tokens.
        public var maxTokens: Int = 128
        /// Maximum number of concurrent requests; results do not depend on it.
        public var workers: Int = 8
        /// The metrics, in order.
        public var metrics: [RougeMetric] = RougeMetric.standard
        /// The stemmer for words.
        public var stemmer: Stemmer = .porter
        /// The resampling of intervals; nil computes none.
        public var bootstrap: Bootstrap?

        /// Creates the default settings, with intervals of 95 percent.
        package init() { bootstrap = try? Bootstrap() }
    }

    /// The data.
    public var data: Data
    /// The prompts for models.
    public var prompts: Prompts = Prompts()
    /// The models to evaluate before fine-tuning.
    public var models: [Model]
    /// The fine-tuning job; nil for none.
    public var fineTuning: FineTuning?
    /// The settings of requests and scores.
    public var evaluation: Evaluation = Evaluation()
    /// Tables of published scores to show beside the results, by the name of a built-in table or by path.
    public var published: [String] = []
    /// The folder of the results, where the file names one.
    package var output: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - data: The data.
    ///   - models: The models to evaluate before fine-tuning.
    public init(data: Data, models: [Model]) {
        self.data = data
        self.models = models
    }
}

extension WorkflowConfiguration {
    /// Refuses a configuration that cannot run, before any request is sent.
    /// - Throws: ``WorkflowError`` with code `badInput` naming the setting.
    func check() throws(WorkflowError) {
        guard !models.isEmpty || fineTuning != nil else {
            throw .badInput("The configuration names no model. Give models, or a fine-tuning job.")
        }
        var folders: Set<String> = []
        for name in models.map(\.name) + [fineTuning?.name].compactMap(\.self) {
            guard folders.insert(RunFolder.name(for: name)).inserted else {
                throw .badInput("Two models have the name '\(name)', or nearly so. Give each a name of its own.")
            }
        }
        if let fineTuning {
            guard data.training != nil else {
                throw .badInput("The configuration has a fine-tuning job, but no training data. Give a training file.")
            }
            try fineTuning.plan.check()
        }
        if let temperature = evaluation.temperature, !(0...2).contains(temperature) {
            throw .badInput("The temperature is \(temperature); it must be 0 to 2.")
        }
        guard evaluation.maxTokens >= 1 else {
            throw .badInput("The number of completion tokens is \(evaluation.maxTokens); it must be at least 1.")
        }
        guard !evaluation.metrics.isEmpty else {
            throw .badInput("The configuration names no metric. Give at least one.")
        }
    }
}

extension WorkflowConfiguration.FineTuning {
    /// The settings of the job for a run.
    var plan: FineTunePlan {
        var plan = FineTunePlan(model: model, suffix: suffix)
        plan.hyperparameters = hyperparameters
        plan.seed = seed
        plan.pollInterval = pollInterval
        return plan
    }
}
