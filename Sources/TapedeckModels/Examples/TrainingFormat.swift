// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The format of a training file's lines.
package enum TrainingFormat: String, Sendable, Hashable, CaseIterable {
    /// Conversations: `messages`.
    case chat = "fine-tune-chat"
    /// Conversations with two answers: `input`, `preferred_output`, `non_preferred_output`.
    case preference = "fine-tune-preference"
    /// Texts: `prompt`, `completion`.
    case completion = "prompt-completion"
    /// Conversations that end with a question: `messages` and what the grader reads.
    case reinforcement = "fine-tune-reinforcement"

    /// The method such files are for.
    package var method: TrainingMethod {
        switch self {
        case .chat, .completion: .supervised
        case .preference: .dpo
        case .reinforcement: .reinforcement
        }
    }
}
