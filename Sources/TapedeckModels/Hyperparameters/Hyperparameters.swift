// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Hyperparameters as a job asks for them; the service chooses those that are `nil`, which the API spells `auto`.
package struct Hyperparameters: Sendable, Hashable {
    /// The epochs a job may ask for.
    package static let epochRange = 1...50
    /// The batch sizes a job may ask for.
    package static let batchSizeRange = 1...256
    /// The largest beta a job may ask for.
    package static let betaLimit = 2.0
    /// The beta that `auto` stands for.
    package static let autoBeta = 0.1

    /// Passes over the training file, within ``epochRange``.
    package var epochs: Int?
    /// Examples of one step, within ``batchSizeRange``.
    package var batchSize: Int?
    /// The learning-rate multiplier, above 0.
    package var learningRateMultiplier: Double?
    /// How much straying from the base model costs, above 0 and at most ``betaLimit``; only for ``TrainingMethod/dpo``.
    package var beta: Double?

    /// Creates hyperparameters.
    /// - Parameters:
    ///   - epochs: How often the file is gone through.
    ///   - batchSize: How many examples make one step.
    ///   - learningRateMultiplier: What the learning rate is multiplied by.
    ///   - beta: How much straying from the base model costs.
    package init(
        epochs: Int? = nil,
        batchSize: Int? = nil,
        learningRateMultiplier: Double? = nil,
        beta: Double? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRateMultiplier = learningRateMultiplier
        self.beta = beta
    }

    /// Chooses what is left to the service.
    ///
    /// Three epochs, more for less than 34 examples up to 25 epochs, fewer for more than 8,333; a batch of 0.2 % of
    /// the examples, `1...256`; the model's learning rate multiplier; a beta of 0.1.
    /// - Parameters:
    ///   - examples: The number of examples of the training file.
    ///   - model: The model to tune.
    /// - Returns: The numbers the job goes by.
    package func resolved(examples: Int, model: OpenAIModel) -> ResolvedHyperparameters {
        ResolvedHyperparameters(
            epochs: epochs ?? Self.autoEpochs(examples),
            batchSize: batchSize ?? Self.autoBatchSize(examples),
            learningRateMultiplier: learningRateMultiplier ?? model.learningRateMultiplier,
            beta: beta ?? Self.autoBeta
        )
    }

    private static func autoBatchSize(_ examples: Int) -> Int {
        min(max(examples / 500, batchSizeRange.lowerBound), batchSizeRange.upperBound)
    }

    private static func autoEpochs(_ examples: Int) -> Int {
        let examples = max(1, examples)
        if examples < 34 { return min(25, 100 / examples) }
        if examples > 25_000 / 3 { return max(1, 25_000 / examples) }
        return 3
    }
}
