// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The hyperparameters of a job as they are asked for.
package struct Hyperparameters: Sendable, Hashable {
    /// How often the file is gone through, `1...50`.
    package var epochs: HyperparameterChoice<Int>
    /// How many examples make one step, `1...256`.
    package var batchSize: HyperparameterChoice<Int>
    /// What the learning rate is multiplied by, above 0.
    package var learningRateMultiplier: HyperparameterChoice<Double>
    /// How much straying from the base model costs, above 0 and at most 2; only for ``TrainingMethod/dpo``.
    package var beta: HyperparameterChoice<Double>

    /// Creates hyperparameters.
    /// - Parameters:
    ///   - epochs: How often the file is gone through.
    ///   - batchSize: How many examples make one step.
    ///   - learningRateMultiplier: What the learning rate is multiplied by.
    ///   - beta: How much straying from the base model costs.
    package init(
        epochs: HyperparameterChoice<Int> = .auto,
        batchSize: HyperparameterChoice<Int> = .auto,
        learningRateMultiplier: HyperparameterChoice<Double> = .auto,
        beta: HyperparameterChoice<Double> = .auto
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRateMultiplier = learningRateMultiplier
        self.beta = beta
    }

    /// Checks the ranges, as the service does when a job is created.
    /// - Parameter path: The field the hyperparameters stand in, such as `method.supervised.hyperparameters`.
    /// - Throws: ``HyperparameterError`` that tells the first value out of its range.
    package func validate(at path: String = "hyperparameters") throws(HyperparameterError) {
        try Self.check(epochs, 1...50, "\(path).n_epochs")
        try Self.check(batchSize, 1...256, "\(path).batch_size")
        if case .value(let rate) = learningRateMultiplier {
            let param = "\(path).learning_rate_multiplier"
            guard rate > 0 else { throw HyperparameterError(decimal: rate, of: param, above: "0") }
            guard rate.isFinite else { throw HyperparameterError(decimal: rate, of: param, atMost: "1e308") }
        }
        if case .value(let beta) = beta {
            guard beta > 0 else { throw HyperparameterError(decimal: beta, of: "\(path).beta", above: "0") }
            guard beta <= 2 else { throw HyperparameterError(decimal: beta, of: "\(path).beta", atMost: "2") }
        }
    }

    private static func check(
        _ choice: HyperparameterChoice<Int>,
        _ range: ClosedRange<Int>,
        _ param: String
    ) throws(HyperparameterError) {
        guard case .value(let value) = choice, !range.contains(value) else { return }
        throw HyperparameterError(integer: value, of: param, range: range)
    }

    /// Chooses what is left to the service.
    ///
    /// Three epochs, more for less than 34 examples up to 25 epochs, fewer for more than 8,333; a batch of 0.2 % of
    /// the examples, `1...256`; the model's learning rate multiplier; a beta of 0.1.
    /// - Parameters:
    ///   - examples: The number of examples of the training file.
    ///   - model: The model to tune.
    /// - Returns: The numbers the job goes by.
    package func resolved(examples: Int, model: TunableModel) -> ResolvedHyperparameters {
        ResolvedHyperparameters(
            epochs: epochs.resolved(auto: Self.autoEpochs(examples)),
            batchSize: batchSize.resolved(auto: min(256, max(1, examples / 500))),
            learningRateMultiplier: learningRateMultiplier.resolved(auto: model.learningRateMultiplier),
            beta: beta.resolved(auto: 0.1)
        )
    }

    private static func autoEpochs(_ examples: Int) -> Int {
        let examples = max(1, examples)
        if examples < 34 { return min(25, 100 / examples) }
        if examples > 25_000 / 3 { return max(1, 25_000 / examples) }
        return 3
    }
}
