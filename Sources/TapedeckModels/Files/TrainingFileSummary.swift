// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A summary of a training file.
package struct TrainingFileSummary: Sendable, Hashable {
    /// The format of its lines; `nil` for a file without a readable line.
    package internal(set) var format: TrainingFormat?
    /// The number of examples without a fault.
    package internal(set) var examples = 0
    /// The tokens of one epoch, examples cut at the model's limit.
    package internal(set) var tokens = 0
    /// The tokens of the longest example, before it is cut.
    package internal(set) var longestExample = 0
    /// The line of the longest example, from 1.
    package internal(set) var longestExampleLine: Int?
    /// The number of examples that are longer than the model's limit.
    package internal(set) var cutExamples = 0
    /// The number of messages.
    package internal(set) var messages = 0
    /// The number of images.
    package internal(set) var images = 0
    /// The bytes of the file.
    package internal(set) var bytes = 0

    mutating func add(_ example: TrainingExample, tokens count: Int, limit: Int, line: Int) {
        examples += 1
        tokens += min(count, limit)
        if count > longestExample { (longestExample, longestExampleLine) = (count, line) }
        if count > limit { cutExamples += 1 }
        messages += example.messages.count
        images += example.messages.reduce(0) { $0 + $1.images }
    }
}
