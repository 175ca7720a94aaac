// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

/// A model that a request's `model` resolves to.
struct LanguageModel: Sendable {
    /// The name in responses: of the snapshot behind an alias, or of the fine-tuned model.
    let id: String
    /// The base model.
    let base: OpenAIModel
    /// The writer of its text.
    let writer: any TextWriter
}

extension LanguageModel {
    /// A model of the catalogue.
    init(_ base: OpenAIModel) {
        self.init(id: base.servedName, base: base, writer: SummaryWriter.base)
    }
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
