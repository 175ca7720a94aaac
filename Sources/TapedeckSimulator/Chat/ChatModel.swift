// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens

/// A model that chat completions can be asked of, as a request's `model` resolves to it.
struct ChatModel: Sendable {
    /// The name answers give: of the snapshot an alias stands for, or of the fine-tuned model itself.
    let id: String
    /// The model of the service it is, or was tuned from.
    let base: OpenAIModel
    /// What makes up the text.
    let writer: any TextWriter
}

/// What makes up the text of answers.
protocol TextWriter: Sendable {
    /// Answers a conversation.
    /// - Parameters:
    ///   - messages: The messages in order, as text.
    ///   - variety: Chooses among equally good answers; 0 is the best one, as at temperature 0.
    /// - Returns: The text; the same for the same input.
    func reply(to messages: [ConversationMessage], variety: UInt64) -> String
}

/// A message of a conversation as text.
struct ConversationMessage: Sendable, Hashable {
    /// `system`, `developer`, `user`, `assistant`, `tool` or `function`.
    let role: String
    /// The text; of content in parts, the text parts.
    let text: String
}

/// What is fresh in every answer: its identifier and its moment.
struct CompletionStamp: Sendable {
    /// The identifier, `chatcmpl-…`.
    let id: String
    /// The moment in seconds since 1970.
    let created: Int
    /// The identifier of the request, `req_…`.
    let requestID: String
    /// Makes the identifiers inside the answer, and the padding of its events.
    var identifiers: IdentifierGenerator
}
