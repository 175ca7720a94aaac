// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A tool that the client runs and the service defines: `apply_patch`, `shell`, `local_shell`, `computer`.
///
/// The response ends with the call; the client sends its output as the next input.
struct ClientTool: HostedTool {
    let type: String
    let definition: JSONValue
    private let call: ItemType

    /// Reads the definition.
    /// - Returns: `nil` for another type of tool.
    init?(_ fields: RequestFields, type: String) throws(APIError) {
        self.type = type
        switch type {
        case "apply_patch":
            try fields.allow(only: ["type", "allowed_callers"])
            call = .applyPatchCall
        case "shell":
            try fields.allow(only: ["type", "environment", "allowed_callers"])
            _ = try fields.object("environment")
            call = .shellCall
        case "local_shell":
            try fields.allow(only: ["type"])
            call = .localShellCall
        case "computer":
            try fields.allow(only: ["type"])
            call = .computerCall
        case "computer_use_preview", "computer-preview":
            try fields.allow(only: ["type", "display_width", "display_height", "environment"])
            for name in ["display_width", "display_height", "environment"] { _ = try fields.required(name) }
            for name in ["display_width", "display_height"] { _ = try fields.integer(name, in: 1...10_000) }
            _ = try fields.string("environment", oneOf: ["windows", "mac", "linux", "ubuntu", "browser"])
            call = .computerCall
        default: return nil
        }
        definition = JSONValue.object(fields.members).withTypeFirst
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: descriptionTokens)
        guard request.wants(words) else { return result }
        let id = identifiers.next(call)
        let callID = JSONMember(name: "call_id", value: .string(identifiers.generator.toolCall()))
        let content = JSONValue.canonicalOrder([callID] + self.content(for: request))
        func members(_ status: String) -> JSONValue {
            .object([JSONMember(name: "status", value: .string(status))] + content)
        }
        result.items = [OutputItem(call, id, added: members("in_progress"), done: members("completed"))]
        result.endsResponse = true
        return result
    }

    private func content(for request: HostedToolRequest) -> [JSONMember] {
        switch call {
        case .applyPatchCall: [JSONMember(name: "operation", value: PatchOperation(request.conversation).document)]
        case .computerCall:
            [
                JSONMember(name: "action", value: ["type": "screenshot"]),
                JSONMember(name: "pending_safety_checks", value: []),
            ]
        case .localShellCall:
            [
                JSONMember(
                    name: "action",
                    value: ["type": "exec", "command": ["echo", "simulated"], "env": [:], "timeout_ms": .null]
                )
            ]
        default:
            [
                JSONMember(
                    name: "action",
                    value: ["commands": ["echo simulated"], "max_output_length": .null, "timeout_ms": .null]
                ),
                JSONMember(name: "environment", value: .null),
            ]
        }
    }

    /// Words of a message that asks for the tool.
    private var words: String {
        switch call {
        case .applyPatchCall: "file patch edit create delete remove rename update change modify add fix write refactor"
        case .computerCall: "computer browser screen click open window page website desktop screenshot type scroll"
        default: "shell command run execute terminal script file directory folder ls list install bash"
        }
    }

    private var descriptionTokens: Int {
        switch call {
        case .applyPatchCall: 620
        case .computerCall: 480
        default: 260
        }
    }
}

/// The change of a file that a message asks for.
struct PatchOperation: Sendable {
    let document: JSONValue

    init(_ conversation: [ConversationMessage]) {
        // The last sentences say what to do; the files are shown before them.
        let text = String((conversation.last { $0.role == "user" }?.text ?? "").suffix(2000))
        let words = Set(TextWords.lowercased(of: text))
        let path = Self.path(in: text) ?? "simulated.txt"
        if !words.isDisjoint(with: ["delete", "remove"]), words.isDisjoint(with: ["create", "update"]) {
            document = ["type": "delete_file", "path": .string(path)]
        } else if !words.isDisjoint(with: ["create", "new", "add"]),
            words.isDisjoint(with: ["update", "edit", "change"])
        {
            document = ["type": "create_file", "diff": "+simulated by Tapedeck\n", "path": .string(path)]
        } else {
            document = ["type": "update_file", "diff": "@@\n+simulated by Tapedeck\n", "path": .string(path)]
        }
    }

    /// The last word that is the name of a file: letters, a dot and an ending.
    private static func path(in text: String) -> String? {
        text.split { $0.isWhitespace || "`\"'(),;:".contains($0) }
            .last { word in
                let trimmed = word.last == "." ? word.dropLast() : word
                guard let dot = trimmed.lastIndex(of: "."), dot != trimmed.startIndex, trimmed.utf8.count <= 200 else {
                    return false
                }
                let ending = trimmed[trimmed.index(after: dot)...]
                return (1...8).contains(ending.count)
                    && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
                    && trimmed.contains { $0.isLetter } && !trimmed.contains("://")
            }
            .map { $0.last == "." ? String($0.dropLast()) : String($0) }
    }
}
