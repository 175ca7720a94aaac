// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A completion made ready for a ``CompletionModel``: at each place the words that might stand there, and which does.
struct CompletionText: Sendable {
    /// The words that might stand at any place, as numbers: those of the text itself, its end, those of the prompt,
    /// and some others for comparison.
    let words: [Int32]
    /// For each place which of ``words`` stands there; the last is the end.
    let targets: [Int]
    /// Which of ``words`` is the end.
    let end: Int
    /// From where on ``words`` are there for comparison, each for many others.
    let firstOther: Int
    /// What one word there for comparison counts.
    let otherWeight: Double
    /// For each of ``words`` whether the prompt has it, the logarithm of how often, and whether it is a function word.
    let features: [Double]
    /// For each of ``words`` its pairs with the prompt's rarest terms.
    let prompted: [Int32]
    let promptedCount: Int
    /// For each place and each of ``words`` its pair with the word before.
    let successions: [Int32]

    static let featureCount = 3
}
