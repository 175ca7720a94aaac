// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckModels
package import TapedeckRouge

/// The configuration of a workflow: its data, prompts, models and fine-tuning job.
package struct WorkflowConfiguration: Sendable, Hashable {
    /// The files of the training, validation and test samples.
    package struct Data: Sendable, Hashable {
        /// The file of the training samples; nil where nothing is fine-tuned.
        package var training: String?
        /// The file of the validation samples; nil for none.
        package var validation: String?
        /// The file of the test samples, on which models are evaluated.
        package var test: String
        /// The columns of the files.
        package var fields = FieldMap()
        /// The most samples of each split; nil takes all.
        package var trainingLimit: Int?
        /// The most samples of each split; nil takes all.
        package var validationLimit: Int?
        /// The most samples of each split; nil takes all.
        package var testLimit: Int?
        /// The seed of the random choice of samples.
        package var seed: UInt64 = 0

        /// Creates a description of data.
        /// - Parameters:
        ///   - training: The file of the training samples.
        ///   - validation: The file of the validation samples.
        ///   - test: The file of the test samples.
        package init(training: String? = nil, validation: String? = nil, test: String) {
            self.training = training
            self.validation = validation
            self.test = test
        }
    }

    /// A model to evaluate.
    package struct Model: Sendable, Hashable {
        /// The name in tables, and of the results folder.
        package var name: String
        /// The name of the model at its service.
        package var model: String
        /// The base URL of its own service; nil for the service of the workflow.
        package var baseURL: String?
        /// The environment variable with the key of its own service; nil for none.
        package var keyVariable: String?

        /// Creates a model.
        /// - Parameters:
        ///   - name: The name in tables; nil for the model's own.
        ///   - model: The name of the model at its service.
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
        /// The name of the tuned model in tables, and of its results folder.
        package var name: String
        /// The model to tune.
        package var model: String
        /// The suffix of the tuned model's name at the service, 1 to 64 characters; nil for none.
        package var suffix: String?
        /// The hyperparameters of the job.
        package var hyperparameters = Hyperparameters()
        /// The seed of the job; nil leaves it to the service.
        package var seed: Int?
        /// The longest wait between two polls of the job, in seconds; 0 does not wait.
        package var pollInterval = 10.0
        /// The price of a million training tokens, for an estimate of the cost.
        package var price: Double?

        /// Creates a job.
        /// - Parameters:
        ///   - model: The model to tune.
        ///   - name: The name of the tuned model in tables; nil appends "fine-tuned" to the model's.
        package init(model: String, name: String? = nil) {
            self.model = model
            self.name = name ?? "\(model) fine-tuned"
        }
    }

    /// The settings of requests and scores.
    package struct Evaluation: Sendable, Hashable {
        /// The sampling temperature, 0 to 2; nil for 0.2, or for none with a reasoning model.
        package var temperature: Double?
        /// Maximum number of completion tokens.
        package var maxTokens = 128
        /// Maximum number of concurrent requests; results do not depend on it.
        package var workers = 8
        /// The metrics, in order.
        package var metrics: [RougeMetric] = RougeMetric.standard
        /// The stemmer for words.
        package var stemmer = Stemmer.porter
        /// The resampling of intervals; nil computes none.
        package var bootstrap: Bootstrap?

        /// Creates the default settings, with intervals of 95 percent.
        package init() { bootstrap = try? Bootstrap() }
    }

    /// The data.
    package var data: Data
    /// The prompts for models.
    package var prompts = Prompts()
    /// The models to evaluate before fine-tuning.
    package var models: [Model]
    /// The fine-tuning job; nil for none.
    package var fineTuning: FineTuning?
    /// The settings of requests and scores.
    package var evaluation = Evaluation()
    /// Tables of published scores to show beside the results, by the name of a built-in table or by path.
    package var published: [String] = []
    /// The folder of the results, where the file names one.
    package var output: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - data: The data.
    ///   - models: The models to evaluate before fine-tuning.
    package init(data: Data, models: [Model]) {
        self.data = data
        self.models = models
    }
}
