// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// What was prepared, and what training on it would take.
package struct PreparationReport: Sendable, Hashable {
    /// The training file.
    package let training: PreparedFile
    /// The validation file, when there is one.
    package let validation: PreparedFile?
    /// Passes over the training file.
    package let epochs: Int
    /// Examples of one step.
    package let batchSize: Int
    /// Steps of the job.
    package let steps: Int
    /// The tokens that training is billed for.
    package let trainedTokens: Int
    /// What training would cost, when a price was given.
    package let cost: Double?

    /// The report for programs.
    package var json: JSONValue {
        [
            "training": Self.json(training), "validation": validation.map(Self.json) ?? .null,
            "epochs": .integer(epochs), "batch_size": .integer(batchSize), "steps": .integer(steps),
            "trained_tokens": .integer(trainedTokens), "cost": cost.map(JSONValue.double) ?? .null,
        ]
    }

    private static func json(_ file: PreparedFile) -> JSONValue {
        [
            "path": .string(file.path), "examples": .integer(file.examples), "tokens": .integer(file.tokens),
            "longest_example": .integer(file.longestExample), "cut_examples": .integer(file.cutExamples),
            "bytes": .integer(file.bytes),
        ]
    }
}
