// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A tool call, in a message of the conversation or in an answer.
struct ToolCall: Sendable, Hashable {
    let name: String
    /// The arguments as JSON text, or the input of a custom tool.
    let input: String
    let isCustom: Bool
}
