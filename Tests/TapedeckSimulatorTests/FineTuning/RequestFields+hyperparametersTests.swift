// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import Testing

@testable import TapedeckSimulator

struct HyperparameterFieldsTests {
    private func read(_ value: JSONValue, for method: TrainingMethod = .dpo) throws -> Hyperparameters {
        try RequestFields(value, at: "hyperparameters").hyperparameters(for: method)
    }

    @Test func `reads numbers, and leaves auto to the service`() throws {
        #expect(
            try read(["n_epochs": 7, "batch_size": 3, "learning_rate_multiplier": .decimal(0.5), "beta": 2])
                == Hyperparameters(epochs: 7, batchSize: 3, learningRateMultiplier: 0.5, beta: 2)
        )
        #expect(try read(["n_epochs": "auto", "batch_size": "auto", "beta": "auto"]) == Hyperparameters())
    }

    @Test(
        arguments: [
            ("n_epochs", 0, "integer_below_min_value", "integer below minimum value. Expected a value >= 1, but got 0"),
            (
                "n_epochs", 51, "integer_above_max_value",
                "integer above maximum value. Expected a value <= 50, but got 51"
            ),
            (
                "batch_size", 257, "integer_above_max_value",
                "integer above maximum value. Expected a value <= 256, but got 257"
            ),
            (
                "learning_rate_multiplier", 0, "decimal_below_min_value",
                "decimal below minimum value. Expected a value > 0, but got 0"
            ),
            (
                "beta", .decimal(2.5), "decimal_above_max_value",
                "decimal above maximum value. Expected a value <= 2, but got 2.5"
            ),
            ("beta", -1, "decimal_below_min_value", "decimal below minimum value. Expected a value >= 0, but got -1"),
        ] as [(String, JSONValue, String, String)]
    )
    func `a value out of range is refused in the service's words`(
        field: String,
        value: JSONValue,
        code: String,
        words: String
    ) throws {
        let error = try #require(throws: APIError.self) { try read(.object([JSONMember(name: field, value: value)])) }
        #expect(error.code == code && error.param == "hyperparameters.\(field)")
        #expect(error.message == "Invalid 'hyperparameters.\(field)': \(words) instead.")
    }
}
