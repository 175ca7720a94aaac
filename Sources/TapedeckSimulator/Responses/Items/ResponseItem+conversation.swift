// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ResponseItem {
    /// The text that the model reads: content, arguments, or the result of a tool.
    var text: String {
        switch kind {
        case .message(_, let content): content.joinedText
        case .reasoning(let summary, _): summary
        case .functionCall(_, let name, let arguments): "\(name) \(arguments)"
        case .customToolCall(_, let name, let input): "\(name) \(input)"
        case .functionCallOutput(_, let output), .customToolCallOutput(_, let output): output.joinedText
        case .mcpApprovalRequest(_, let name, let arguments): "\(name) \(arguments)"
        case .mcpApprovalResponse(_, let isApproved): isApproved ? "approved" : "denied"
        case .toolSearchOutput(let tools): tools.map { $0["name"]?.string ?? "" }.joined(separator: "\n")
        case .compaction, .itemReference: ""
        case .hosted: hostedText
        }
    }

    /// The item as a message of the conversation; `nil` when the model reads no text of it.
    var conversationMessage: ConversationMessage? {
        switch kind {
        case .message(let role, let content):
            ConversationMessage(role: role.rawValue, text: content.joinedText)
        case .functionCallOutput, .customToolCallOutput: ConversationMessage(role: "tool", text: text)
        case .hosted where type.isCallOutput: ConversationMessage(role: "tool", text: text)
        default: nil
        }
    }

    /// The parts of a message or of a tool's result.
    var parts: [ItemPart] {
        switch kind {
        case .message(_, let content): content
        case .functionCallOutput(_, let output), .customToolCallOutput(_, let output): output
        default: []
        }
    }

    /// What the model reads of a hosted tool: code, queries and results, but no images.
    private var hostedText: String {
        let read: Set<String> =
            switch type {
            case .imageGenerationCall: ["revised_prompt"]
            case .codeInterpreterCall: ["code", "outputs"]
            case .fileSearchCall: ["queries", "results"]
            case .webSearchCall: ["action"]
            case .mcpCall: ["arguments", "name", "output"]
            case .mcpListTools: ["tools"]
            case .computerCallOutput: []
            default: ["action", "actions", "arguments", "code", "operation", "output", "result", "tools"]
            }
        return members.filter { read.contains($0.name) && $0.value != .null }
            .map { $0.value.string ?? $0.value.text() }.joined(separator: "\n")
    }
}

extension [ResponseItem] {
    /// The messages and results of tools as text, which is what the model writes its answer from.
    var conversation: [ConversationMessage] { compactMap(\.conversationMessage) }
}

extension [ItemPart] {
    /// The text of the parts, joined by line ends.
    var joinedText: String {
        guard count != 1 else { return self[0].text }
        return map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
