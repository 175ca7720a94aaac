// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A message of a request.
struct ChatMessage: Sendable {
    enum Role: String, Sendable, CaseIterable {
        // The order is that of the service's message about an unknown role.
        case system, assistant, user, function, tool, developer

        /// Allowed members of a message with this role.
        ///
        /// Members of responses are included, so that a response's message can be sent back unchanged.
        var members: Set<String> {
            switch self {
            case .system, .developer, .user, .function: Self.commonMembers
            case .tool: Self.toolMembers
            case .assistant: Self.assistantMembers
            }
        }

        private static let commonMembers: Set = ["role", "content", "name"]
        private static let toolMembers = commonMembers.union(["tool_call_id"])
        private static let assistantMembers = commonMembers.union([
            "refusal", "annotations", "audio", "function_call", "tool_calls",
        ])
    }

    let role: Role
    let content: [ContentPart]
    let name: String?
    let refusal: String?
    let toolCalls: [ToolCall]
    /// Identifiers of the calls, from the request.
    let toolCallIDs: [String]
    /// Identifier of the call that a tool message answers.
    let answeredCallID: String?
    /// The message as it was sent.
    let source: JSONValue

    /// The text; parts are joined by line ends.
    var text: String {
        guard content.count != 1 else { return content[0].text }
        return content.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}

extension ChatMessage {
    /// Reads the messages of a request, and checks that tool calls and tool messages match.
    static func list(_ fields: RequestFields) throws(APIError) -> [ChatMessage] {
        _ = try fields.required("messages")
        let values = try fields.array("messages", count: 1...2048) ?? []
        var messages: [ChatMessage] = []
        messages.reserveCapacity(values.count)
        for (offset, value) in values.enumerated() {
            messages.append(try ChatMessage(RequestFields(value, at: "messages[\(offset)]")))
        }
        try ToolMessageOrder.check(messages)
        return messages
    }

    init(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("role")
        let names = Role.allCases.map(\.rawValue)
        guard let name = try fields.string("role", oneOf: names), let role = Role(rawValue: name) else {
            throw .missing(fields.path(of: "role"))
        }
        self.role = role
        self.source = .object(fields.members)
        try fields.allow(only: role.members)
        self.name = try fields.name("name", like: role == .function ? .identifier : .speaker)
        refusal = role == .assistant ? try fields.string("refusal") : nil
        let calls = role == .assistant ? try ToolCall.list(fields) : (calls: [], ids: [])
        toolCalls = calls.calls
        toolCallIDs = calls.ids
        switch role {
        case .system, .developer: content = try ContentPart.list(fields, allowing: [.text], isRequired: true)
        case .user: content = try ContentPart.list(fields, allowing: [.text, .image, .audio, .file], isRequired: true)
        case .assistant:
            let isRequired = toolCalls.isEmpty && refusal == nil && fields["audio"] == nil
            content = try ContentPart.list(fields, allowing: [.text, .refusal], isRequired: isRequired)
        case .tool: content = try ContentPart.list(fields, allowing: [.text], isRequired: true)
        case .function: content = try ContentPart.list(fields, allowing: [.text], isRequired: false)
        }
        answeredCallID = role == .tool ? try Self.answeredCall(fields) : nil
        if role == .assistant, let audio = try fields.object("audio") {
            _ = try audio.required("id")
            _ = try audio.string("id")
        }
        if role == .function, self.name == nil {
            throw APIError(
                message: "Missing parameter 'name': messages with role 'function' must have a 'name'.",
                param: fields.path.replacingBracket + ".name"
            )
        }
    }

    private static func answeredCall(_ fields: RequestFields) throws(APIError) -> String? {
        _ = try fields.required("tool_call_id")
        return try fields.string("tool_call_id")
    }
}

extension String {
    /// The path `messages.[1]`, as the service's older errors spell `messages[1]`.
    var replacingBracket: String {
        guard let bracket = firstIndex(of: "[") else { return self }
        return self[..<bracket] + "." + self[bracket...]
    }
}
