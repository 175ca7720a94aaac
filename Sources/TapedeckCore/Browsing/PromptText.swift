// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The beginning of a prompt, by which people recognise a request.
package enum PromptText {
    /// The members of a request that have its model and its prompt.
    package static let members: Set<String> = ["model", "messages", "input", "prompt"]
    /// Maximum number of characters of a prompt.
    private static let length = 200

    /// The beginning of the last message of the user, of the input or of the prompt, on one line.
    /// - Parameter members: Members of the request.
    /// - Returns: The text; `nil` when there is none.
    package static func beginning(of members: [String: JSONValue]) -> String? {
        (members["messages"] ?? members["input"] ?? members["prompt"]).flatMap(text).map(beginning)
    }

    /// The text of a prompt: a string, the parts of a content, or the last message of the user in a list.
    private static func text(_ value: JSONValue) -> String? {
        if let text = value.string { return text }
        if let content = value["content"] ?? value["text"] { return text(content) }
        guard let elements = value.elements else { return nil }
        let last = elements.last { $0["role"]?.string == "user" }
        return last.flatMap(text) ?? elements.lazy.compactMap(text).first
    }

    /// The first characters of a text, with single spaces in the place of white space.
    private static func beginning(_ text: String) -> String {
        let words = text.prefix(4 * length).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > length || text.utf8.count > 16 * length ? words.prefix(length) + "…" : words
    }
}
