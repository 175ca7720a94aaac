// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import Testing

@Suite struct HyperparametersTests {
    private let mini = OpenAIModel.tunable("gpt-4o-mini")

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
        let model = try #require(OpenAIModel.tunable(model))
        let resolved = Hyperparameters().resolved(examples: 10, model: model)
        #expect(resolved.learningRateMultiplier == multiplier && resolved.beta == 0.1)
    }

    @Test func `what is given stays`() throws {
        let given = Hyperparameters(
            epochs: 7,
            batchSize: 3,
            learningRateMultiplier: 0.5,
            beta: 2
        )
        let expected = ResolvedHyperparameters(epochs: 7, batchSize: 3, learningRateMultiplier: 0.5, beta: 2)
        #expect(given.resolved(examples: 10, model: try #require(mini)) == expected)
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
