// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An item of a conversation.
struct RealtimeItem: Sendable {
    /// What an item is.
    enum Kind: Sendable {
        /// A message, with its text.
        case message(role: String, content: [JSONValue], text: String)
        case call(id: String, name: String, arguments: String)
        case output(callID: String, text: String)
    }

    /// Progress of an item.
    enum Status: String, Sendable {
        case inProgress = "in_progress"
        case completed, incomplete
    }

    let id: String
    let kind: Kind
    var status = Status.completed
    /// `commentary` or `final_answer`, for models that tell.
    var phase: String?
}

extension RealtimeItem {
    private static let roles = ["system", "user", "assistant"]

    /// Reads an item that a client creates.
    /// - Parameters:
    ///   - fields: The item.
    ///   - makeID: Makes an identifier where the client gives none.
    /// - Throws: ``APIError`` for an item that the service refuses, and for audio.
    init(_ fields: RequestFields, makeID: () -> String) throws(APIError) {
        _ = try fields.required("type")
        let types = ["message", "function_call", "function_call_output"]
        let type = try fields.string("type", oneOf: types) ?? ""
        _ = try fields.string("object")
        _ = try fields.string("status", oneOf: ["completed", "incomplete", "in_progress"])
        let given = try fields.string("id", length: 1...64)
        switch type {
        case "message":
            try fields.allow(only: ["id", "type", "object", "status", "role", "content", "phase"])
            kind = try Self.message(fields)
        case "function_call":
            try fields.allow(only: ["id", "type", "object", "status", "call_id", "name", "arguments"])
            _ = try fields.required("name")
            _ = try fields.required("arguments")
            kind = .call(
                id: try fields.string("call_id", length: 1...64) ?? "",
                name: try fields.name("name", like: .identifier) ?? "",
                arguments: try fields.string("arguments") ?? ""
            )
        default:
            try fields.allow(only: ["id", "type", "object", "status", "call_id", "output"])
            _ = try fields.required("call_id")
            _ = try fields.required("output")
            kind = .output(callID: try fields.string("call_id") ?? "", text: try fields.string("output") ?? "")
        }
        id = if let given { given } else { makeID() }
    }

    private static func message(_ fields: RequestFields) throws(APIError) -> Kind {
        _ = try fields.required("role")
        let role = try fields.string("role", oneOf: roles) ?? ""
        _ = try fields.required("content")
        let wanted =
            switch role {
            case "assistant": ["output_text", "output_audio"]
            case "user": ["input_text", "input_audio", "input_image"]
            default: ["input_text"]
            }
        var content: [JSONValue] = []
        var texts: [String] = []
        for (offset, value) in (try fields.array("content") ?? []).enumerated() {
            let part = try RequestFields(value, at: fields.path(of: "content") + "[\(offset)]")
            _ = try part.required("type")
            let type = try part.string("type", oneOf: wanted) ?? ""
            switch type {
            case "input_text", "output_text":
                _ = try part.required("text")
                let text = try part.string("text") ?? ""
                texts.append(text)
                content.append(["type": .string(type), "text": .string(text)])
            case "input_image":
                _ = try part.required("image_url")
                content.append([
                    "type": "input_image", "image_url": .optional(try part.string("image_url")),
                    "detail": .string(try part.string("detail", oneOf: ["auto", "low", "high"]) ?? "auto"),
                ])
            default: throw .realtimeNotSimulated("it takes no audio; send 'input_text'", param: part.path)
            }
        }
        return .message(role: role, content: content, text: texts.joined(separator: "\n"))
    }

    /// The item as events show it.
    var document: JSONValue {
        switch kind {
        case .message(let role, let content, _):
            var members: [JSONMember] = [
                JSONMember(name: "id", value: .string(id)), JSONMember(name: "type", value: "message"),
                JSONMember(name: "status", value: .string(status.rawValue)),
                JSONMember(name: "role", value: .string(role)),
                JSONMember(name: "content", value: .array(status == .inProgress ? [] : content)),
            ]
            if let phase { members.append(JSONMember(name: "phase", value: .string(phase))) }
            return .object(members)
        case .call(let callID, let name, let arguments):
            return [
                "id": .string(id), "type": "function_call", "status": .string(status.rawValue), "name": .string(name),
                "call_id": .string(callID), "arguments": .string(status == .inProgress ? "" : arguments),
            ]
        case .output(let callID, let text):
            return [
                "id": .string(id), "type": "function_call_output", "call_id": .string(callID), "output": .string(text),
            ]
        }
    }

    /// Length of its texts in bytes.
    var size: Int {
        switch kind {
        case .message(_, let content, let text):
            content.reduce(text.utf8.count + 200) { $0 + ($1["image_url"]?.string?.utf8.count ?? 0) }
        case .call(let id, let name, let arguments): 200 + id.utf8.count + name.utf8.count + arguments.utf8.count
        case .output(let id, let text): 200 + id.utf8.count + text.utf8.count
        }
    }

    /// The item as the model reads it.
    var message: ConversationMessage {
        switch kind {
        case .message(let role, let content, let text):
            ConversationMessage(
                role: role,
                text: text,
                attachment: content.contains { $0["type"]?.string == "input_image" } ? "image" : nil
            )
        case .call(let id, let name, let arguments):
            ConversationMessage(
                role: "assistant",
                text: "",
                calls: [ToolCall(name: name, input: arguments, isCustom: false)],
                callIDs: [id]
            )
        case .output(let callID, let text): ConversationMessage(role: "tool", text: text, answeredCallID: callID)
        }
    }
}

extension [RealtimeItem] {
    /// The items as the model reads them; calls that follow each other are one message.
    var conversation: [ConversationMessage] {
        var messages: [ConversationMessage] = []
        for item in self {
            let next = item.message
            if !next.calls.isEmpty, let last = messages.last, !last.calls.isEmpty {
                messages[messages.count - 1].calls += next.calls
                messages[messages.count - 1].callIDs += next.callIDs
            } else {
                messages.append(next)
            }
        }
        return messages
    }
}
