// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A line of `predictions.jsonl`: one sample and what a model made of it.
package struct Prediction: Sendable, Hashable {
    /// Names the sample; files of models run elsewhere may have none.
    package var id: String?
    /// The text that was to be summarised.
    package var dialogue: String?
    /// The summary that a person wrote.
    package var reference: String?
    /// The summary that the model wrote; nil when it gave none, which is never scored as an empty one.
    package var prediction: String?
    /// Why there is no prediction.
    package var error: String?
    /// All other members, in their order.
    package var extras: [JSONMember]

    /// Creates a line.
    /// - Parameters:
    ///   - id: Names the sample.
    ///   - dialogue: The text that was to be summarised.
    ///   - reference: The summary that a person wrote.
    ///   - prediction: The summary that the model wrote, if it did.
    ///   - error: Why there is no prediction.
    ///   - extras: Further members, written after the others.
    package init(
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
