// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens

/// A chat model that a request's `model` resolves to.
struct ChatModel: Sendable {
    /// The name in responses: of the snapshot behind an alias, or of the fine-tuned model.
    let id: String
    /// The base model.
    let base: OpenAIModel
    /// The writer of its text.
    let writer: any TextWriter
}

/// A writer of answers.
protocol TextWriter: Sendable {
    /// Writes the answer to a conversation.
    /// - Parameters:
    ///   - messages: The messages in order, as text.
    ///   - variety: Selects one of several answers; 0 is the best one, as at temperature 0.
    /// - Returns: The text; the same for the same input.
    func reply(to messages: [ConversationMessage], variety: UInt64) -> String
}

/// A message of a conversation as text.
struct ConversationMessage: Sendable, Hashable {
    /// `system`, `developer`, `user`, `assistant`, `tool` or `function`.
    let role: String
    /// The text, joined from the text parts.
    let text: String
}

/// The identifiers and the time of one response.
struct CompletionStamp: Sendable {
    /// The identifier, `chatcmpl-…`.
    let id: String
    /// Creation time in seconds since 1970.
    let created: Int
    /// The identifier of the request, `req_…`.
    let requestID: String
    /// Generates identifiers of tool calls, and the padding of events.
    var identifiers: IdentifierGenerator
}
