// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A conversation that was compacted, with which a client continues.
struct CompactedConversation: Sendable {
    /// What was said, shortened.
    let text: String

    /// Maximum length of a message, in characters.
    private static let messageLimit = 400
    /// Maximum length of all messages, in characters; the earliest are dropped.
    private static let textLimit = 40_000

    init(text: String) {
        self.text = text
    }

    /// Compacts a conversation: each message loses what goes beyond a length.
    init(_ messages: [ConversationMessage]) {
        text = String(
            messages.filter { !$0.text.isEmpty }.map { "\($0.role): \($0.text.prefix(Self.messageLimit))" }
                .joined(separator: "\n").suffix(Self.textLimit)
        )
    }

    /// Reads the `encrypted_content` of a compaction.
    /// - Returns: `nil` when the simulator did not make it.
    init?(_ content: String) {
        guard let text = FernetToken.text(in: content) else { return nil }
        self.text = text
    }
}
