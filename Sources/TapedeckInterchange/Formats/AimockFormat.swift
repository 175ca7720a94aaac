// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The fixtures of aimock, which hold conditions for requests instead of requests.
///
/// A fixture that names a user message and answers it becomes the chat completion that a client makes with this message
/// alone. Everything else cannot be told from a fixture and is left out.
enum AimockFormat {
    private static let loss =
        "aimock keeps no requests; this one has the user message of the fixture alone, and the answer is built around its text"
    /// What a request that is built has no place for.
    private static let carriedMatches: Set<String> = ["userMessage", "model", "endpoint", "sequenceIndex", "turnIndex"]

    static func item(_ fixture: SourceValue) throws(SourceProblem) -> SourceItem {
        let match = try fixture.required("match", in: "the fixture")
        guard let response = fixture["response"] else { return .skipped("the fixture is not one of a chat completion") }
        guard let message = match["userMessage"]?.text else {
            return .skipped("the fixture names no user message, and aimock keeps no requests")
        }
        if let endpoint = match["endpoint"]?.text, endpoint != "chat" {
            return .skipped("the fixture is for the endpoint '\(endpoint)'")
        }
        if let other = match.members?.first(where: { !carriedMatches.contains($0.name) }) {
            return .skipped("the fixture asks for '\(other.name)', of which aimock keeps no more than a part")
        }
        var request: [JSONMember] = []
        if let model = match["model"]?.text { request.add("model", .string(model)) }
        request.add("messages", [["role": "user", "content": .string(message)]])
        let model = response["model"]?.text ?? match["model"]?.text ?? ""
        guard let answer = try answer(response, model: model) else {
            return .skipped("the answer of the fixture is neither text, tool calls nor an error")
        }
        let field = SourceExchange.Field(name: "content-type", value: "application/json")
        return .exchange(
            SourceExchange(
                method: "POST",
                url: "https://localhost/v1/chat/completions",
                requestFields: [field],
                requestBody: Array(JSONValue.object(request).text().utf8),
                status: answer.status,
                responseFields: [field],
                responseBody: Array(answer.document.text().utf8),
                losses: [loss]
            )
        )
    }

    private static func answer(
        _ response: SourceValue,
        model: String
    ) throws(SourceProblem) -> (status: Int, document: JSONValue)? {
        if let error = response["error"] {
            return (response["status"]?.integer ?? 500, ["error": error.json])
        }
        let content = response["content"]?.text
        let calls = response["toolCalls"]?.elements ?? []
        guard content != nil || !calls.isEmpty else { return nil }
        var message: [JSONMember] = []
        message.add("role", .string(response["role"]?.text ?? "assistant"))
        message.add("content", .optional(content))
        if !calls.isEmpty { message.add("tool_calls", .array(try toolCalls(calls))) }
        let reason = response["finishReason"]?.text ?? (calls.isEmpty ? "stop" : "tool_calls")
        var document: [JSONMember] = []
        document.add("id", .string(response["id"]?.text ?? "chatcmpl-aimock"))
        document.add("object", "chat.completion")
        document.add("created", .integer(response["created"]?.integer ?? 0))
        document.add("model", .string(model))
        document.add(
            "choices",
            [["index": 0, "message": .object(message), "finish_reason": .string(reason)]]
        )
        if let usage = response["usage"] { document.add("usage", usage.json) }
        if let print = response["systemFingerprint"]?.text { document.add("system_fingerprint", .string(print)) }
        return (200, .object(document))
    }

    private static func toolCalls(_ calls: [SourceValue]) throws(SourceProblem) -> [JSONValue] {
        var list: [JSONValue] = []
        for (index, call) in calls.enumerated() {
            let name = try call.requiredText("name", in: "the tool call")
            // Fixture files may have the arguments as an object, which goes onto the wire as text.
            let arguments = call["arguments"].map { $0.text ?? $0.json.text() } ?? "{}"
            list.append([
                "id": .string(call["id"]?.text ?? "call_aimock_\(index)"), "type": "function",
                "function": ["name": .string(name), "arguments": .string(arguments)],
            ])
        }
        return list
    }
}
