// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckSummarizer

/// A text writer backed by a summariser, untuned or tuned.
struct SummaryWriter: TextWriter {
    /// The untuned model.
    static let base = SummaryWriter(summarizer: .base)

    let summarizer: Summarizer

    func reply(to messages: [ConversationMessage], variety: UInt64) -> String {
        let instructions = messages.filter { $0.role == "system" || $0.role == "developer" }.map(\.text)
        let prompt = messages.last { $0.role == "user" } ?? messages.last
        return summarizer.reply(
            to: prompt?.text ?? "",
            instructions: instructions.joined(separator: "\n"),
            sampling: Sampling(choice: Int(variety % 1024), temperature: variety == 0 ? 0 : 1, seed: variety)
        )
    }
}
