// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckModels
package import TapedeckRouge

/// A whole workflow: its data, its prompts, its models, its fine-tuning job.
package struct WorkflowConfiguration: Sendable, Hashable {
    /// The files of the three splits, as paths that can be opened.
    package struct Data: Sendable, Hashable {
        /// The samples to train on; nil where nothing is fine-tuned.
        package var training: String?
        /// The samples to watch the training by; nil for none.
        package var validation: String?
        /// The samples to evaluate on.
        package var test: String
        /// Which columns hold what.
        package var fields = FieldMap()
        /// The most samples of each split; nil takes all.
        package var trainingLimit: Int?
        /// The most samples of each split; nil takes all.
        package var validationLimit: Int?
        /// The most samples of each split; nil takes all.
        package var testLimit: Int?
        /// The seed by which samples are chosen.
        package var seed: UInt64 = 0

        /// Creates a description of data.
        /// - Parameters:
        ///   - training: The file of the samples to train on.
        ///   - validation: The file of the samples to watch the training by.
        ///   - test: The file of the samples to evaluate on.
        package init(training: String? = nil, validation: String? = nil, test: String) {
            self.training = training
            self.validation = validation
            self.test = test
        }
    }

    /// A model to evaluate.
    package struct Model: Sendable, Hashable {
        /// The name in tables, and of its folder.
        package var name: String
        /// The model, as its service knows it.
        package var model: String
        /// The base URL of its own service; nil for the service of the workflow.
        package var baseURL: String?
        /// The environment variable with the key of its own service.
        package var keyVariable: String?

        /// Creates a model.
        /// - Parameters:
        ///   - name: The name in tables; nil for the model's own.
        ///   - model: The model, as its service knows it.
        ///   - baseURL: The base URL of its own service.
        ///   - keyVariable: The environment variable with the key of its own service.
        package init(name: String? = nil, model: String, baseURL: String? = nil, keyVariable: String? = nil) {
            self.name = name ?? model
            self.model = model
            self.baseURL = baseURL
            self.keyVariable = keyVariable
        }
    }

    /// The fine-tuning job.
    package struct FineTuning: Sendable, Hashable {
        /// The name of the tuned model in tables, and of its folder.
        package var name: String
        /// The model to tune.
        package var model: String
        /// What the name of the tuned model ends in.
        package var suffix: String?
        /// The hyperparameters of the job.
        package var hyperparameters = Hyperparameters()
        /// The seed of the job; nil leaves it to the service.
        package var seed: Int?
        /// The longest wait between two looks at the job, in seconds.
        package var pollInterval = 10.0
        /// The price of a million training tokens, for the estimate.
        package var price: Double?

        /// Creates a job.
        /// - Parameters:
        ///   - model: The model to tune.
        ///   - name: The name of the tuned model in tables; nil makes one of the model's.
        package init(model: String, name: String? = nil) {
            self.model = model
            self.name = name ?? "\(model) fine-tuned"
        }
    }

    /// How models are asked and scored.
    package struct Evaluation: Sendable, Hashable {
        /// The sampling temperature; nil for 0.2, or for none with a reasoning model.
        package var temperature: Double?
        /// The most tokens of an answer.
        package var maxTokens = 128
        /// The most requests under way at once; it changes no result.
        package var workers = 8
        /// What is scored, in order.
        package var metrics: [RougeMetric] = RougeMetric.standard
        /// What is done to words before they are compared.
        package var stemmer = Stemmer.porter
        /// How intervals are resampled; nil computes none.
        package var bootstrap: Bootstrap?

        /// Creates the settings of the lesson, with intervals of 95 percent.
        package init() { bootstrap = try? Bootstrap() }
    }

    /// The data.
    package var data: Data
    /// What models are told.
    package var prompts = Prompts()
    /// The models to evaluate as they are.
    package var models: [Model]
    /// The fine-tuning job; nil for none.
    package var fineTuning: FineTuning?
    /// How models are asked and scored.
    package var evaluation = Evaluation()
    /// Tables of published scores to show beside the results, by name or path.
    package var published: [String] = []
    /// The folder for results; nil leaves it to the caller.
    package var output: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - data: The data.
    ///   - models: The models to evaluate as they are.
    package init(data: Data, models: [Model]) {
        self.data = data
        self.models = models
    }
}
