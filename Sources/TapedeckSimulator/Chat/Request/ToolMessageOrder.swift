// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Checks that every tool message follows its call, and that every call has its tool message.
enum ToolMessageOrder {
    static func check(_ messages: [ChatMessage]) throws(APIError) {
        var open: [String] = []
        var caller = 0
        for (offset, message) in messages.enumerated() {
            if message.role == .tool {
                let id = message.answeredCallID ?? ""
                guard let place = open.firstIndex(of: id) else {
                    let hasCaller = offset > caller && !messages[caller].toolCallIDs.isEmpty
                    throw strayAnswer(id, at: offset, hasCaller: hasCaller)
                }
                open.remove(at: place)
                continue
            }
            try checkAnswered(open, caller)
            open = message.toolCallIDs
            caller = offset
        }
        try checkAnswered(open, caller)
    }

    private static func strayAnswer(_ id: String, at offset: Int, hasCaller: Bool) -> APIError {
        guard hasCaller else {
            return APIError(
                message: "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                    + "'tool_calls'.",
                param: "messages.[\(offset)].role"
            )
        }
        return APIError(
            message: "Invalid parameter: 'tool_call_id' of '\(id)' not found in 'tool_calls' of previous message.",
            param: "messages.[\(offset)].tool_call_id"
        )
    }

    private static func checkAnswered(_ open: [String], _ caller: Int) throws(APIError) {
        guard !open.isEmpty else { return }
        throw APIError(
            message: "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                + "'tool_call_id'. The following tool_call_ids did not have response messages: "
                + open.joined(separator: ", "),
            param: "messages.[\(caller)].role"
        )
    }
}
