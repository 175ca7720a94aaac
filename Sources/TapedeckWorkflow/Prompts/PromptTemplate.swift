// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A prompt template with placeholders for the fields of a sample, such as `Dialog: {dialogue}`.
///
/// A name in braces is replaced by that field; `{{` and `}}` stand for braces.
package struct PromptTemplate: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case field(String)
    }

    /// The text of the template.
    package let text: String
    private let parts: [Part]

    /// The summarization prompt of the lesson.
    package static let summarization = Self(
        text: "Summarize the following conversation...\n\nDialog: {dialogue}",
        parts: [.text("Summarize the following conversation...\n\nDialog: "), .field("dialogue")]
    )

    /// The system message of the lesson.
    static let lessonSystem = Self(text: Prompts.lessonSystem, parts: [.text(Prompts.lessonSystem)])

    private init(text: String, parts: [Part]) {
        self.text = text
        self.parts = parts
    }

    /// Reads a template.
    /// - Parameter text: The text.
    /// - Throws: ``WorkflowError`` with code `badInput` for an unmatched brace or an empty placeholder.
    package init(_ text: String) throws(WorkflowError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.first {
            rest.removeFirst()
            switch character {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                rest.removeFirst()
                literal.append(character)
            case "{":
                guard let end = rest.firstIndex(where: { $0 == "}" || $0 == "{" || $0.isNewline }), rest[end] == "}"
                else { throw Self.malformed(text, "a '{' has no '}'") }
                let name = rest[..<end]
                guard !name.isEmpty, !name.contains(where: \.isWhitespace) else {
                    throw Self.malformed(text, "'{\(name)}' names no field")
                }
                if !literal.isEmpty { parts.append(.text(literal)) }
                literal = ""
                parts.append(.field(String(name)))
                rest = rest[rest.index(after: end)...]
            case "}": throw Self.malformed(text, "a '}' has no '{'")
            default: literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        self.init(text: text, parts: parts)
    }

    private static func malformed(_ text: String, _ reason: String) -> WorkflowError {
        .badInput(
            "The prompt template \(JSONText.excerpt(text)): \(reason). Write {dialogue} for a field, and {{ or }} "
                + "for a brace."
        )
    }

    /// The names of the fields in order, without duplicates.
    package var fields: [String] {
        var names: [String] = []
        for case .field(let name) in parts where !names.contains(where: name.isSpelled) { names.append(name) }
        return names
    }

    /// The text with the fields of a sample filled in.
    /// - Parameter sample: The sample.
    /// - Returns: The text.
    /// - Throws: ``WorkflowError`` with code `badInput` when the sample has no such field.
    package func text(for sample: Sample) throws(WorkflowError) -> String {
        var filled = ""
        for part in parts {
            switch part {
            case .text(let text): filled += text
            case .field(let name):
                guard let text = sample[name] else {
                    let known = sample.fields.map { "{\($0.name)}" }.joined(separator: ", ")
                    throw .badInput(
                        "The prompt template \(JSONText.excerpt(self.text)) names {\(name)}, which sample "
                            + "'\(sample.id)' does not have; it has \(known)."
                    )
                }
                filled += text
            }
        }
        return filled
    }
}
