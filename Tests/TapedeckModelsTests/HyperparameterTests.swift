// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@Suite struct HyperparameterTests {
    private let mini = TunableModel.named("gpt-4o-mini")

    @Test(arguments: [
        (1, 25), (4, 25), (5, 20), (10, 10), (33, 3), (34, 3), (100, 3), (8_333, 3), (8_334, 2), (20_000, 1),
        (1_000_000, 1),
    ])
    func `the service goes through small files more often`(examples: Int, epochs: Int) throws {
        #expect(Hyperparameters().resolved(examples: examples, model: try #require(mini)).epochs == epochs)
    }

    @Test(arguments: [(10, 1), (999, 1), (1_000, 2), (100_000, 200), (1_000_000, 256)])
    func `a batch is about a 500th of the examples`(examples: Int, size: Int) throws {
        #expect(Hyperparameters().resolved(examples: examples, model: try #require(mini)).batchSize == size)
    }

    @Test(arguments: [("gpt-4o-mini", 1.8), ("gpt-4o", 2), ("gpt-3.5-turbo", 2)])
    func `the learning rate multiplier is the model's`(model: String, multiplier: Double) throws {
        let model = try #require(TunableModel.named(model))
        let resolved = Hyperparameters().resolved(examples: 10, model: model)
        #expect(resolved.learningRateMultiplier == multiplier && resolved.beta == 0.1)
    }

    @Test func `what is given stays`() throws {
        let given = Hyperparameters(
            epochs: .value(7),
            batchSize: .value(3),
            learningRateMultiplier: .value(0.5),
            beta: .value(2)
        )
        try given.validate()
        let expected = ResolvedHyperparameters(epochs: 7, batchSize: 3, learningRateMultiplier: 0.5, beta: 2)
        #expect(given.resolved(examples: 10, model: try #require(mini)) == expected)
    }

    @Test(arguments: [
        (
            Hyperparameters(epochs: .value(0)), "integer_below_min_value", "n_epochs",
            "integer below minimum value. Expected a value >= 1, but got 0 instead."
        ),
        (
            Hyperparameters(epochs: .value(51)), "integer_above_max_value", "n_epochs",
            "integer above maximum value. Expected a value <= 50, but got 51 instead."
        ),
        (
            Hyperparameters(batchSize: .value(257)), "integer_above_max_value", "batch_size",
            "integer above maximum value. Expected a value <= 256, but got 257 instead."
        ),
        (
            Hyperparameters(learningRateMultiplier: .value(0)), "decimal_below_min_value", "learning_rate_multiplier",
            "decimal below minimum value. Expected a value > 0, but got 0 instead."
        ),
        (
            Hyperparameters(beta: .value(2.5)), "decimal_above_max_value", "beta",
            "decimal above maximum value. Expected a value <= 2, but got 2.5 instead."
        ),
        (
            Hyperparameters(beta: .value(-1)), "decimal_below_min_value", "beta",
            "decimal below minimum value. Expected a value > 0, but got -1 instead."
        ),
    ])
    func `a value out of its range is refused with the service's words`(
        hyperparameters: Hyperparameters,
        code: String,
        field: String,
        words: String
    ) throws {
        let error = try #require(throws: HyperparameterError.self) {
            try hyperparameters.validate(at: "hyperparameters")
        }
        #expect(error.code == code && error.param == "hyperparameters.\(field)")
        #expect(error.message == "Invalid 'hyperparameters.\(field)': \(words)")
    }

    @Test func `steps and trained tokens are those the service showed`() {
        let recorded = ResolvedHyperparameters(epochs: 10, batchSize: 1, learningRateMultiplier: 1.8, beta: 0.1)
        #expect(recorded.steps(examples: 10) == 100)
        #expect(recorded.trainedTokens(perEpoch: 507) == 5070)
        let larger = ResolvedHyperparameters(epochs: 3, batchSize: 4, learningRateMultiplier: 2, beta: 0.1)
        #expect(larger.steps(examples: 10) == 9)
        #expect(larger.steps(examples: 0) == 0)
        #expect(larger.cost(tokensPerEpoch: 1_000_000, pricePerMillion: 25) == 75)
        #expect(larger.trainedTokens(perEpoch: .max) == .max)
    }
}
