// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A completion prepared for a ``CompletionModel``: candidate words at each position, and the right one.
struct CompletionText: Sendable {
    /// Numbers of the candidate words: those of the text, its end, those of the prompt, and some
    /// others for comparison.
    let words: [Int32]
    /// Index into ``words`` of the right word at each position; the last is the end.
    let targets: [Int]
    /// Index of the end in ``words``.
    let end: Int
    /// Index of the first comparison word in ``words``; each stands for many others.
    let firstOther: Int
    /// Weight of a comparison word.
    let otherWeight: Double
    /// Features of each of ``words``: in the prompt or not, logarithm of its count there, function word or not.
    let features: [Double]
    /// Pairs of each of ``words`` with the prompt's rarest terms.
    let prompted: [Int32]
    let promptedCount: Int
    /// Pairs of each of ``words`` with the word before, for each position.
    let successions: [Int32]

    static let featureCount = 3
}
