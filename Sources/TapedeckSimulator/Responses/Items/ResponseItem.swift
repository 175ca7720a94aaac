// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An item of a response's input, a stored output, or a conversation.
struct ResponseItem: Sendable {
    /// The content that the simulator reads; other members are kept in `members` alone.
    enum Kind: Sendable {
        case message(role: Role, content: [ItemPart])
        /// Reasoning; its text is the summary.
        case reasoning(summary: String, isEncrypted: Bool)
        case functionCall(callID: String, name: String, arguments: String)
        case functionCallOutput(callID: String, output: [ItemPart])
        case customToolCall(callID: String, name: String, input: String)
        case customToolCallOutput(callID: String, output: [ItemPart])
        case mcpApprovalRequest(server: String, name: String, arguments: String)
        case mcpApprovalResponse(requestID: String, isApproved: Bool)
        /// Tools that a search of the client, or of the service, found.
        case toolSearchOutput(tools: [JSONValue])
        case compaction(content: String)
        case itemReference
        /// A call of a hosted tool, or its output.
        case hosted
    }

    enum Role: String, Sendable, CaseIterable {
        // The order is that of the service's message about an unknown role.
        case assistant, system, developer, user
    }

    /// The identifier; empty for an item of a request that has none yet.
    var id: String
    let type: ItemType
    let kind: Kind
    /// The identifier of the call that this item makes or answers.
    let callID: String?
    /// The members after `id` and `type`, as listed.
    let members: [JSONMember]
    /// The place in the request, such as `input[0]`; empty for an item that the simulator wrote.
    let path: String

    /// The item as it is listed.
    var document: JSONValue {
        .object(
            [JSONMember(name: "id", value: .string(id)), JSONMember(name: "type", value: .string(type.rawValue))]
                + members
        )
    }

    /// The value of a member.
    subscript(name: String) -> JSONValue? { members.last { $0.name == name }?.value }

    /// The item with an identifier, a new one when it has none.
    func identified(_ makeID: (_ prefix: String) -> String) -> ResponseItem {
        guard id.isEmpty else { return self }
        var item = self
        item.id = makeID(type.prefix)
        return item
    }

    /// A message of the user, from a response's `input` that is a string.
    static func userMessage(_ text: String) -> ResponseItem {
        let part = ItemPart(text, as: .inputText)
        return ResponseItem(
            id: "",
            type: .message,
            kind: .message(role: .user, content: [part]),
            callID: nil,
            members: [
                JSONMember(name: "status", value: "completed"),
                JSONMember(name: "content", value: .array([part.document])),
                JSONMember(name: "role", value: "user"),
            ],
            path: "input"
        )
    }

    /// An item that the simulator wrote, such as a response's output.
    /// - Returns: `nil` when the document is no item.
    init?(output document: JSONValue) {
        guard let item = try? ResponseItem(document, at: ""), !item.id.isEmpty else { return nil }
        self = item
    }

    init(id: String, type: ItemType, kind: Kind, callID: String?, members: [JSONMember], path: String) {
        self.id = id
        self.type = type
        self.kind = kind
        self.callID = callID
        self.members = members
        self.path = path
    }
}
