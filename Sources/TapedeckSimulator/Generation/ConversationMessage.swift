// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A message of a conversation as text, with its tool calls.
struct ConversationMessage: Sendable, Hashable {
    /// `system`, `developer`, `user`, `assistant`, `tool` or `function`.
    let role: String
    /// The text, joined from the text parts.
    let text: String
    /// The name of the function that a `function` message answers.
    var name: String?
    /// The calls of an `assistant` message; those with identifiers come last.
    var calls: [ToolCall] = []
    /// The identifiers of the calls.
    var callIDs: [String] = []
    /// The identifier of the call that a `tool` message answers.
    var answeredCallID: String?
    /// An attachment that the simulator cannot read, such as `image`.
    var attachment: String?
}

extension ConversationMessage {
    /// Whether it is the result of a call.
    var isToolResult: Bool { role == "tool" || role == "function" }
}
