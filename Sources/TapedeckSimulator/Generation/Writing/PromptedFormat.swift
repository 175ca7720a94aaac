// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The JSON format that a conversation asks for in words, without `response_format`.
struct PromptedFormat {
    /// The schema of the answer: a schema in the prompt, or derived from an example or a list of names.
    let schema: JSONValue
    /// The conversation without the description of the format, so that the answer does not repeat it.
    let conversation: [ConversationMessage]
    /// Whether the answer belongs in a code block.
    let isFenced: Bool

    /// Maximum length of a message that is searched, in characters.
    private static let textLimit = 40_000

    /// Finds the format; `nil` when the conversation does not ask for JSON, or not for which.
    init?(_ messages: [ConversationMessage]) {
        let isShown = { (message: ConversationMessage) in ["system", "developer", "user"].contains(message.role) }
        guard let last = messages.lastIndex(where: { $0.role == "user" }),
            messages.contains(where: { isShown($0) && $0.text.namesJSON && $0.text.prefix(Self.textLimit).asksForJSON })
        else { return nil }
        var found: (place: Int, example: JSONExample)?
        for (place, message) in messages.enumerated()
        where isShown(message) && (place == last || message.role != "user") {
            let examples = JSONExample.all(in: String(message.text.prefix(Self.textLimit)))
            // The last schema counts, else the last example: earlier ones explain what a schema is.
            if let example = examples.last(where: \.isSchema) ?? examples.last,
                found == nil || example.isSchema || !(found?.example.isSchema ?? false)
            {
                found = (place, example)
            }
        }
        var conversation = messages
        if let found {
            let text = messages[found.place].text
            conversation[found.place] = ConversationMessage(
                role: messages[found.place].role,
                text: text.replacingFirst(found.example.text, with: "")
            )
            schema = found.example.schema
        } else {
            let names = JSONObjectWriter(facts: ConversationFacts(messages), reply: "").namedMembers
            guard !names.isEmpty else { return nil }
            schema = JSONExample.schema(of: names.map { ($0, ["type": "string"]) })
        }
        self.conversation = conversation
        isFenced = messages.contains { message in
            let text = message.text.prefix(Self.textLimit).lowercased()
            return isShown(message) && ["```json", "codeblock", "code block"].contains { text.contains($0) }
        }
    }

    /// The text in the requested format.
    func laidOut(_ text: String) -> String { isFenced ? "```json\n\(text)\n```" : text }
}

extension Substring {
    /// Whether one of the lines asks for JSON.
    fileprivate var asksForJSON: Bool {
        let orders = [
            "respond", "answer", "return", "reply", "output", "produce", "provide", "give", "generate", "write", "emit",
            "format", "conform", "match", "must", "extract",
        ]
        let forms = [
            "in json", "as json", "as a json", "valid json", "only json", "json only", "json object", "json format",
            "json schema", "json_schema", "json response", "json instance", "json with", "json of", "json that",
            "json code", "```json", "json list", "json string", "json document",
        ]
        return split(whereSeparator: \.isNewline).contains { line in
            let line = line.lowercased()
            return line.contains("json") && forms.contains { line.contains($0) }
                && orders.contains { line.contains($0) }
        }
    }
}

extension String {
    /// The text with the first occurrence of a part replaced.
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        let bytes = Array(utf8)
        guard let start = ByteSearch.firstPlace(of: Array(part.utf8), in: bytes) else { return self }
        return String(decoding: bytes[..<start], as: UTF8.self) + other
            + String(decoding: bytes[(start + part.utf8.count)...], as: UTF8.self)
    }
}
