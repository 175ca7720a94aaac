// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A prediction: a model's summary of one sample, as a line of `predictions.jsonl`.
package struct Prediction: Sendable, Hashable {
    /// The id of the sample; files of other tools may have none.
    package var id: String?
    /// The text to summarize.
    package var dialogue: String?
    /// The reference summary.
    package var reference: String?
    /// The model's summary; nil when it gave none, which is never scored as an empty one.
    package var prediction: String?
    /// The reason why there is no prediction.
    package var error: String?
    /// All other members, in their order.
    package var extras: [JSONMember]

    /// Creates a line.
    /// - Parameters:
    ///   - id: The id of the sample.
    ///   - dialogue: The text to summarize.
    ///   - reference: The reference summary.
    ///   - prediction: The model's summary; nil when it gave none.
    ///   - error: The reason why there is no prediction.
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

extension Prediction {
    /// The prediction as JSON: `id`, `dialogue`, `reference`, `prediction`, `error`, then all others.
    ///
    /// Unknown values are left out, except that a missing prediction is `null`.
    package var json: JSONValue {
        var members: [JSONMember] = []
        for (name, text) in [("id", id), ("dialogue", dialogue), ("reference", reference)] {
            if let text { members.append(JSONMember(name: name, value: .string(text))) }
        }
        members.append(JSONMember(name: "prediction", value: .optional(prediction)))
        if let error { members.append(JSONMember(name: "error", value: .string(error))) }
        return .object(members + extras)
    }

    /// The line in the file, with its newline.
    package var line: String { json.text() + "\n" }

    /// Reads a prediction from JSON.
    /// - Parameters:
    ///   - json: The object.
    ///   - place: The file and line, for errors.
    /// - Throws: ``WorkflowError`` with code `badInput` when it is no object, a member is no text, or there is
    ///   neither a prediction nor the `null` that says there is none.
    package init(json: JSONValue, at place: String) throws(WorkflowError) {
        guard case .object(let members) = json else {
            throw .badInput(
                "\(place): not a JSON object. Give one object a line, with \"reference\" and \"prediction\"."
            )
        }
        self.init(prediction: nil)
        var hasPrediction = false
        for member in members {
            switch member.name {
            case "id": id = try Self.name(member, place)
            case "dialogue": dialogue = try Self.text(member, place)
            case "reference": reference = try Self.text(member, place)
            case "prediction":
                prediction = try Self.text(member, place)
                hasPrediction = true
            case "error": error = try Self.text(member, place)
            default: extras.append(member)
            }
        }
        guard hasPrediction else {
            throw .badInput("\(place): there is no \"prediction\". Give the member with the model's text this name.")
        }
    }

    private static func text(_ member: JSONMember, _ place: String) throws(WorkflowError) -> String? {
        switch member.value {
        case .string(let text): return text
        case .null: return nil
        default: throw .badInput("\(place): \"\(member.name)\" is not a text.")
        }
    }

    /// An identifier, which other tools also write as a number.
    private static func name(_ member: JSONMember, _ place: String) throws(WorkflowError) -> String? {
        if case .number(let number) = member.value { return number.spelling }
        return try text(member, place)
    }
}
