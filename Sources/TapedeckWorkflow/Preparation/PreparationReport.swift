// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
import TapedeckModels

/// The size of the training files, and of the training.
package struct PreparationReport: Sendable, Hashable {
    /// The training file.
    package let training: PreparedFile
    /// The validation file, when there is one.
    package let validation: PreparedFile?
    /// Number of epochs.
    package let epochs: Int
    /// Number of examples per step.
    package let batchSize: Int
    /// Number of steps of the job.
    package let steps: Int
    /// The number of billed training tokens.
    package let trainedTokens: Int
    /// The cost of the training, when a price was given.
    package let cost: Double?

    /// The report for programs.
    package var json: JSONValue {
        [
            "training": training.json, "validation": validation?.json ?? .null,
            "epochs": .integer(epochs), "batch_size": .integer(batchSize), "steps": .integer(steps),
            "trained_tokens": .integer(trainedTokens), "cost": cost.map(JSONValue.double) ?? .null,
        ]
    }
}

/// The size of one training or validation file.
package struct PreparedFile: Sendable, Hashable {
    /// The path of the file.
    package let path: String
    /// Number of examples.
    package let examples: Int
    /// Number of tokens per epoch.
    package let tokens: Int
    /// Number of tokens of the longest example.
    package let longestExample: Int
    /// Number of examples longer than the model's limit, which the service truncates.
    package let truncatedExamples: Int
    /// Size in bytes.
    package let bytes: Int

    init(_ file: CheckedTrainingFile, in folder: String) {
        path = "\(folder)/\(file.name)"
        examples = file.summary.examples
        tokens = file.summary.tokens
        longestExample = file.summary.longestExample
        truncatedExamples = file.summary.cutExamples
        bytes = file.summary.bytes
    }

    fileprivate var json: JSONValue {
        [
            "path": .string(path), "examples": .integer(examples), "tokens": .integer(tokens),
            "longest_example": .integer(longestExample), "cut_examples": .integer(truncatedExamples),
            "bytes": .integer(bytes),
        ]
    }
}
