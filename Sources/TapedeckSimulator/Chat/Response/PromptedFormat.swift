// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The JSON that a conversation asks for in words, where the request has no `response_format`.
struct PromptedFormat {
    /// The schema of the answer: the one that was shown, or that of an example or of a list of names.
    let schema: JSONValue
    /// The conversation without what describes the format, so that an answer is not made of it.
    let conversation: [ConversationMessage]
    /// Whether the answer is to stand in a code block.
    let isFenced: Bool

    /// The most of a message that is looked at.
    private static let textLimit = 40_000

    /// Finds what is asked for; `nil` where JSON is not asked for, or not said what of.
    init?(_ messages: [ConversationMessage]) {
        let isShown = { (message: ConversationMessage) in ["system", "developer", "user"].contains(message.role) }
        guard let last = messages.lastIndex(where: { $0.role == "user" }),
            messages.contains(where: { isShown($0) && $0.text.prefix(Self.textLimit).asksForJSON })
        else { return nil }
        var found: (place: Int, example: JSONExample)?
        for (place, message) in messages.enumerated()
        where isShown(message) && (place == last || message.role != "user") {
            let examples = JSONExample.all(in: String(message.text.prefix(Self.textLimit)))
            // The last schema counts, else the last example: what comes before explains what a schema is.
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

    /// The answer as it was asked for.
    func laidOut(_ text: String) -> String { isFenced ? "```json\n\(text)\n```" : text }
}

extension Substring {
    /// Whether one of its lines demands JSON.
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
    /// The text with the first occurrence of another replaced.
    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        let bytes = Array(utf8)
        guard let start = ByteSearch.firstPlace(of: Array(part.utf8), in: bytes) else { return self }
        return String(decoding: bytes[..<start], as: UTF8.self) + other
            + String(decoding: bytes[(start + part.utf8.count)...], as: UTF8.self)
    }
}
