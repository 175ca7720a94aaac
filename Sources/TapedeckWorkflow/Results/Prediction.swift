// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// A line of `predictions.jsonl`: one sample and what a model made of it.
public struct Prediction: Sendable, Hashable {
    /// Names the sample; files of models run elsewhere may have none.
    public var id: String?
    /// The text that was to be summarised.
    public var dialogue: String?
    /// The summary that a person wrote.
    public var reference: String?
    /// The summary that the model wrote; nil when it gave none, which is never scored as an empty one.
    public var prediction: String?
    /// Why there is no prediction.
    public var error: String?
    /// All other members, in their order.
    public var extras: [JSONMember]

    /// Creates a line.
    /// - Parameters:
    ///   - id: Names the sample.
    ///   - dialogue: The text that was to be summarised.
    ///   - reference: The summary that a person wrote.
    ///   - prediction: The summary that the model wrote, if it did.
    ///   - error: Why there is no prediction.
    ///   - extras: Further members, written after the others.
    public init(
        id: String? = nil,
        dialogue: String? = nil,
        reference: String? = nil,
        prediction: String?,
        error: String? = nil,
        extras: [JSONMember] = []
    ) {
        self.id = id
        self.dialogue = dialogue
        self.reference = reference
        self.prediction = prediction
        self.error = error
        self.extras = extras
    }
}
