// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The hyperparameters a job goes by.
package struct ResolvedHyperparameters: Sendable, Hashable {
    /// How often the file is gone through.
    package var epochs: Int
    /// How many examples make one step.
    package var batchSize: Int
    /// The learning-rate multiplier.
    package var learningRateMultiplier: Double
    /// How much straying from the base model costs; `nil` for methods other than ``TrainingMethod/dpo``.
    package var beta: Double?

    /// Creates hyperparameters.
    /// - Parameters:
    ///   - epochs: How often the file is gone through.
    ///   - batchSize: How many examples make one step.
    ///   - learningRateMultiplier: What the learning rate is multiplied by.
    ///   - beta: How much straying from the base model costs.
    package init(epochs: Int, batchSize: Int, learningRateMultiplier: Double, beta: Double? = nil) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRateMultiplier = learningRateMultiplier
        self.beta = beta
    }

    /// The steps of a job: the batches of all epochs, the last batch of an epoch counted whole.
    /// - Parameter examples: The number of examples of the training file.
    /// - Returns: The number, `Int.max` when it is beyond.
    package func steps(examples: Int) -> Int {
        let batch = max(1, batchSize)
        let batches = examples / batch + (examples % batch == 0 ? 0 : 1)
        return Self.product(epochs, batches)
    }

    /// The tokens a job trains on, which it is billed for.
    /// - Parameter tokens: The tokens of one epoch; see ``TrainingFileSummary/tokens``.
    /// - Returns: The number, `Int.max` when it is beyond.
    package func trainedTokens(perEpoch tokens: Int) -> Int { Self.product(epochs, tokens) }

    /// Estimates what a job costs.
    /// - Parameters:
    ///   - tokens: The tokens of one epoch; see ``TrainingFileSummary/tokens``.
    ///   - price: The price of a million training tokens.
    /// - Returns: The cost, in the currency of the price.
    package func cost(tokensPerEpoch tokens: Int, pricePerMillion price: Double) -> Double {
        Double(trainedTokens(perEpoch: tokens)) * price / 1_000_000
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        let (product, overflow) = one.multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
