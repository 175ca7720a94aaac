// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckRouge

/// A whole workflow: its data, its prompts, its models, its fine-tuning job.
public struct WorkflowConfiguration: Sendable, Hashable {
    /// The files of the three splits, as paths that can be opened.
    public struct Data: Sendable, Hashable {
        /// The samples to train on; nil where nothing is fine-tuned.
        public var training: String?
        /// The samples to watch the training by; nil for none.
        public var validation: String?
        /// The samples to evaluate on.
        public var test: String
        /// Which columns hold what.
        public var fields = FieldMap()
        /// The most samples of each split; nil takes all.
        public var trainingLimit: Int?
        /// The most samples of each split; nil takes all.
        public var validationLimit: Int?
        /// The most samples of each split; nil takes all.
        public var testLimit: Int?
        /// The seed by which samples are chosen.
        public var seed: UInt64 = 0

        /// Creates a description of data.
        /// - Parameters:
        ///   - training: The file of the samples to train on.
        ///   - validation: The file of the samples to watch the training by.
        ///   - test: The file of the samples to evaluate on.
        public init(training: String? = nil, validation: String? = nil, test: String) {
            self.training = training
            self.validation = validation
            self.test = test
        }
    }

    /// A model to evaluate.
    public struct Model: Sendable, Hashable {
        /// The name in tables, and of its folder.
        public var name: String
        /// The model, as its service knows it.
        public var model: String
        /// The base URL of its own service; nil for the service of the workflow.
        public var baseURL: String?
        /// The environment variable with the key of its own service.
        public var keyVariable: String?

        /// Creates a model.
        /// - Parameters:
        ///   - name: The name in tables; nil for the model's own.
        ///   - model: The model, as its service knows it.
        ///   - baseURL: The base URL of its own service.
        ///   - keyVariable: The environment variable with the key of its own service.
        public init(name: String? = nil, model: String, baseURL: String? = nil, keyVariable: String? = nil) {
            self.name = name ?? model
            self.model = model
            self.baseURL = baseURL
            self.keyVariable = keyVariable
        }
    }

    /// The fine-tuning job.
    public struct FineTuning: Sendable, Hashable {
        /// The name of the tuned model in tables, and of its folder.
        public var name: String
        /// The model to tune.
        public var model: String
        /// What the name of the tuned model ends in.
        public var suffix: String?
        /// Passes over the training file; nil leaves it to the service.
        public var epochs: Int?
        /// Examples of one step; nil leaves it to the service.
        public var batchSize: Int?
        /// A factor of the learning rate; nil leaves it to the service.
        public var learningRateMultiplier: Double?
        /// The seed of the job; nil leaves it to the service.
        public var seed: Int?
        /// The longest wait between two looks at the job, in seconds.
        public var pollInterval = 10.0
        /// The price of a million training tokens, for the estimate.
        public var price: Double?

        /// Creates a job.
        /// - Parameters:
        ///   - model: The model to tune.
        ///   - name: The name of the tuned model in tables; nil makes one of the model's.
        public init(model: String, name: String? = nil) {
            self.model = model
            self.name = name ?? "\(model) fine-tuned"
        }
    }

    /// How models are asked and scored.
    public struct Evaluation: Sendable, Hashable {
        /// The sampling temperature; nil for 0.2, or for none with a reasoning model.
        public var temperature: Double?
        /// The most tokens of an answer.
        public var maxTokens = 128
        /// The most requests under way at once; it changes no result.
        public var workers = 8
        /// What is scored, in order.
        public var metrics: [RougeMetric] = RougeMetric.standard
        /// What is done to words before they are compared.
        public var stemmer = Stemmer.porter
        /// How intervals are resampled; nil computes none.
        public var bootstrap: Bootstrap?

        /// Creates the settings of the lesson, with intervals of 95 percent.
        public init() { bootstrap = try? Bootstrap() }
    }

    /// The data.
    public var data: Data
    /// What models are told.
    public var prompts = Prompts()
    /// The models to evaluate as they are.
    public var models: [Model]
    /// The fine-tuning job; nil for none.
    public var fineTuning: FineTuning?
    /// How models are asked and scored.
    public var evaluation = Evaluation()
    /// Tables of published figures to show beside the results, by name or path.
    public var published: [String] = []
    /// The folder for results; nil leaves it to the caller.
    public var output: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - data: The data.
    ///   - models: The models to evaluate as they are.
    public init(data: Data, models: [Model]) {
        self.data = data
        self.models = models
    }
}
