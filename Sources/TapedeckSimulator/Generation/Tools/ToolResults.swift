// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Sentences about the results of tools.
enum ToolResults {
    /// Maximum length of a result, in characters.
    private static let limit = 2000

    /// The results at the end of a conversation as sentences; `nil` when it ends without results.
    static func text(of messages: [ConversationMessage]) -> String? {
        let results = Array(messages.reversed().prefix(while: \.isToolResult).reversed())
        guard !results.isEmpty else { return nil }
        let caller = messages.dropLast(results.count).last
        let sentences = results.map { result -> String in
            var call = caller?.calls.first { $0.name == result.name }
            if let id = result.answeredCallID, let caller, let place = caller.callIDs.firstIndex(of: id) {
                // A `function_call` comes before the calls with identifiers.
                call = caller.calls.suffix(caller.callIDs.count).dropFirst(place).first
            }
            return sentence(result, call)
        }
        return sentences.count == 1 ? sentences[0] : sentences.map { "- \($0)" }.joined(separator: "\n")
    }

    private static func sentence(_ result: ConversationMessage, _ call: ToolCall?) -> String {
        let name = call?.name ?? result.name ?? "The tool"
        let text = words(for: result.text.prefix(limit))
        let arguments = call.flatMap { try? JSONValue(parsing: Array($0.input.utf8)) }.map(values) ?? ""
        let subject = arguments.isEmpty ? name : "\(name) (\(arguments))"
        return text.isEmpty ? "\(subject) gave no result." : "\(subject): \(text)"
    }

    /// A result in words: an object as a list of its members, other text unchanged.
    private static func words(for text: Substring) -> String {
        guard let document = try? JSONValue(parsing: Array(text.utf8)) else { return String(text) }
        return values(of: document)
    }

    private static func values(of document: JSONValue) -> String {
        switch document {
        case .object(let members):
            members.map { "\($0.name): \(values(of: $0.value))" }.joined(separator: ", ")
        case .array(let elements): elements.map(values).joined(separator: ", ")
        case .string(let text): text
        default: document.text()
        }
    }
}
