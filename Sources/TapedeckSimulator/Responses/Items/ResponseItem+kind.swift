// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ResponseItem {
    /// Reads the content of an item by its type.
    /// - Returns: The content, and the members whose listed form is not the one that was sent.
    static func kind(
        _ type: ItemType,
        _ value: JSONValue,
        _ fields: RequestFields,
        _ callID: String
    ) throws(APIError) -> (kind: Kind, members: [JSONMember]) {
        switch type {
        case .message: try message(value, fields)
        case .reasoning: try reasoning(fields)
        case .functionCall:
            (
                .functionCall(
                    callID: callID,
                    name: try fields.name("name", like: .identifier) ?? "",
                    arguments: try fields.string("arguments") ?? ""
                ), []
            )
        case .customToolCall:
            (
                .customToolCall(
                    callID: callID,
                    name: try fields.name("name", like: .identifier) ?? "",
                    input: try fields.string("input") ?? ""
                ), []
            )
        case .functionCallOutput, .customToolCallOutput: try callOutput(type, value, fields, callID)
        case .mcpApprovalRequest:
            (
                .mcpApprovalRequest(
                    server: try fields.string("server_label") ?? "",
                    name: try fields.string("name") ?? "",
                    arguments: try fields.string("arguments") ?? ""
                ), []
            )
        case .mcpApprovalResponse:
            (
                .mcpApprovalResponse(
                    requestID: try fields.string("approval_request_id") ?? "",
                    isApproved: try fields.bool("approve") ?? false
                ), [JSONMember(name: "reason", value: .optional(try fields.string("reason")))]
            )
        case .toolSearchOutput:
            (.toolSearchOutput(tools: try fields.array("tools") ?? []), try searchMembers(fields))
        case .compaction:
            (.compaction(content: try fields.string("encrypted_content", length: 1...20_971_520) ?? ""), [])
        case .itemReference: (.itemReference, [])
        case .toolSearchCall: (.hosted, try searchMembers(fields))
        default: (.hosted, try hosted(type, fields))
        }
    }

    private static func message(
        _ value: JSONValue,
        _ fields: RequestFields
    ) throws(APIError) -> (kind: Kind, members: [JSONMember]) {
        let name = try fields.string("role", oneOf: Role.allCases.map(\.rawValue)) ?? ""
        let role = Role(rawValue: name) ?? .user
        _ = try fields.string("phase", oneOf: ["commentary", "final_answer"])
        let isOutput = role == .assistant
        let parts = try ItemPart.list(
            "content",
            of: value,
            fields,
            allowing: isOutput ? [.outputText, .refusal] : [.inputText, .inputImage, .inputAudio, .inputFile],
            text: isOutput ? .outputText : .inputText
        )
        .parts
        return (
            .message(role: role, content: parts),
            [JSONMember(name: "content", value: .array(parts.map(\.document)))]
        )
    }

    private static func reasoning(_ fields: RequestFields) throws(APIError) -> (kind: Kind, members: [JSONMember]) {
        var texts: [String] = []
        for (name, type) in [("summary", "summary_text"), ("content", "reasoning_text")] {
            for (offset, value) in (try fields.array(name) ?? []).enumerated() {
                let part = try RequestFields(value, at: "\(fields.path(of: name))[\(offset)]")
                _ = try part.required("type")
                _ = try part.string("type", oneOf: [type])
                _ = try part.required("text")
                let text = try part.string("text") ?? ""
                if name == "summary" { texts.append(text) }
            }
        }
        let isEncrypted = try fields.string("encrypted_content") != nil
        return (
            .reasoning(summary: texts.joined(separator: "\n"), isEncrypted: isEncrypted),
            [
                JSONMember(name: "content", value: fields["content"] ?? .array([])),
                JSONMember(name: "summary", value: fields["summary"] ?? .array([])),
            ]
        )
    }

    private static func callOutput(
        _ type: ItemType,
        _ value: JSONValue,
        _ fields: RequestFields,
        _ callID: String
    ) throws(APIError) -> (kind: Kind, members: [JSONMember]) {
        let (parts, isString) = try ItemPart.list(
            "output",
            of: value,
            fields,
            allowing: [.inputText, .inputImage, .inputFile],
            text: .inputText
        )
        let kind: Kind =
            type == .functionCallOutput
            ? .functionCallOutput(callID: callID, output: parts) : .customToolCallOutput(callID: callID, output: parts)
        return (kind, isString ? [] : [JSONMember(name: "output", value: .array(parts.map(\.document)))])
    }

    /// The members of a search for tools that are always listed.
    private static func searchMembers(_ fields: RequestFields) throws(APIError) -> [JSONMember] {
        let execution = try fields.string("execution", oneOf: ["server", "client"])
        let callID = fields["call_id"]
        return [
            JSONMember(name: "call_id", value: callID ?? .null),
            JSONMember(name: "execution", value: .string(execution ?? (callID == nil ? "server" : "client"))),
        ]
    }

    /// Checks the members of a hosted tool's call.
    private static func hosted(_ type: ItemType, _ fields: RequestFields) throws(APIError) -> [JSONMember] {
        func nullable(_ names: String...) -> [JSONMember] {
            names.map { JSONMember(name: $0, value: fields[$0] ?? .null) }
        }
        switch type {
        case .webSearchCall:
            guard let action = try fields.object("action") else { return [] }
            return [JSONMember(name: "action", value: JSONValue.object(action.members).withTypeFirst)]
        case .fileSearchCall:
            _ = try fields.array("queries")
            _ = try fields.array("results")
            return nullable("results")
        case .codeInterpreterCall:
            _ = try fields.string("code")
            _ = try fields.array("outputs")
            return nullable("code", "outputs")
        case .mcpCall:
            for name in ["server_label", "name", "arguments", "output"] { _ = try fields.string(name) }
            return nullable("approval_request_id", "error", "output")
        case .mcpListTools, .additionalTools:
            _ = try fields.array("tools")
            return []
        case .applyPatchCall:
            guard let operation = try fields.object("operation") else { return [] }
            _ = try operation.required("type")
            _ = try operation.string("type", oneOf: ["create_file", "delete_file", "update_file"])
            _ = try operation.required("path")
            _ = try operation.string("path")
            return [JSONMember(name: "operation", value: JSONValue.object(operation.members).withTypeFirst)]
        case .computerCallOutput:
            _ = try fields.object("output")
            return []
        case .shellCallOutput:
            _ = try fields.array("output")
            return []
        default: return []
        }
    }
}
