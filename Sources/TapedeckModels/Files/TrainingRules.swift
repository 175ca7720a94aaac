// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The rules that a training file is checked against.
package struct TrainingRules: Sendable, Hashable {
    /// Which file of a job it is.
    package enum Part: String, Sendable, Hashable {
        /// The file that is learned: at least ten examples.
        case training
        /// The file the model is tried on: at least one example.
        case validation

        /// The name of the job's field for it.
        package var parameter: String { "\(rawValue)_file" }

        var leastExamples: Int { self == .training ? 10 : 1 }
    }

    /// The job's method.
    package var method: TrainingMethod
    /// The model to tune.
    package var model: OpenAIModel
    /// Which file of the job it is.
    package var part: Part
    /// How the file is called in messages: its id at the service, or a path.
    package var fileName: String
    /// The most bytes of a line; longer ones are faults and are not held in memory.
    package var lineLimit: Int

    /// Creates rules.
    /// - Parameters:
    ///   - method: The job's method.
    ///   - model: The model to tune.
    ///   - part: Which file of the job it is.
    ///   - fileName: How the file is called in messages: its id at the service, or a path.
    ///   - lineLimit: The most bytes of a line; an image of 10 MB needs 14 MB.
    package init(
        method: TrainingMethod = .supervised,
        model: OpenAIModel,
        part: Part = .training,
        fileName: String,
        lineLimit: Int = 16 << 20
    ) {
        self.method = method
        self.model = model
        self.part = part
        self.fileName = fileName
        self.lineLimit = lineLimit
    }
}
