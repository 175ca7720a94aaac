// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ResponseRequest {
    /// The conversation that the model reads: instructions, earlier items, and the input.
    func conversation(_ items: [ResponseItem]) -> [ConversationMessage] {
        var messages: [ConversationMessage] = []
        if let instructions = settings.instructions {
            messages.append(ConversationMessage(role: "developer", text: instructions))
        }
        if let text = textOfPrompt { messages.append(ConversationMessage(role: "user", text: text)) }
        for item in items { messages.add(item) }
        return messages
    }

    /// The texts that fill the prompt template.
    private var textOfPrompt: String? {
        guard case .object(let variables)? = prompt?["variables"] else { return nil }
        let texts = variables.compactMap { $0.value["text"]?.string }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
    }
}

extension [ConversationMessage] {
    /// Adds an item; calls that follow one another become one message.
    fileprivate mutating func add(_ item: ResponseItem) {
        switch item.kind {
        case .message(let role, let content):
            var message = ConversationMessage(role: role.rawValue, text: content.joinedText)
            if role == .user { message.attachment = content.attachment }
            append(message)
        case .functionCall(let callID, let name, let input):
            add(ToolCall(name: name, input: input, isCustom: false), callID)
        case .customToolCall(let callID, let name, let input):
            add(ToolCall(name: name, input: input, isCustom: true), callID)
        case .functionCallOutput(let callID, let output), .customToolCallOutput(let callID, let output):
            var message = ConversationMessage(role: "tool", text: output.joinedText)
            message.answeredCallID = callID
            append(message)
        case .compaction(let content):
            guard let compacted = CompactedConversation(content) else { return }
            append(ConversationMessage(role: "assistant", text: compacted.text))
        default:
            if let message = item.conversationMessage { append(message) }
        }
    }

    private mutating func add(_ call: ToolCall, _ id: String) {
        if let last, last.role == "assistant", !last.calls.isEmpty {
            self[count - 1].calls.append(call)
            self[count - 1].callIDs.append(id)
        } else {
            append(ConversationMessage(role: "assistant", text: "", calls: [call], callIDs: [id]))
        }
    }
}

extension [ItemPart] {
    /// The kind of attachment that the simulator cannot read.
    fileprivate var attachment: String? {
        if contains(where: { $0.kind == .inputImage }) { return "image" }
        return contains { $0.kind == .inputFile && $0.text.isEmpty } ? "file" : nil
    }
}
