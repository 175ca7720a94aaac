// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a model is asked for, whichever endpoint asks.
struct GenerationRequest: Sendable {
    let conversation: [ConversationMessage]
    var tools: [CallableTool] = []
    var toolChoice = ToolChoice.none
    var allowsParallelCalls = true
    var format = AnswerFormat.text
    var answerCount = 1
    var stops: [String] = []
    /// Maximum number of tokens, reasoning included.
    var tokenLimit: Int?
    var temperature: Double?
    var seed: Int?
    /// Number of alternatives for each token; `nil` without probabilities.
    var topLogprobs: Int?
    /// How much a reasoning model thinks; `nil` for its default.
    var reasoningEffort: String?
    /// How the endpoint counts output tokens.
    let costs: TokenCosts
}

extension GenerationRequest {
    /// Whether the answer is text in no given form, and no tool can be called.
    var isPlain: Bool {
        if case .text = format { tools.isEmpty } else { false }
    }

    /// The tool that has to be called; `nil` when there is none or a choice.
    var demandedTool: Int? {
        if case .named(let index) = toolChoice { index } else { nil }
    }

    /// The seed of variation: 0 at temperature 0, else the request's seed or a hash of the conversation.
    var startingVariety: UInt64 {
        guard let temperature, temperature > 0 else { return 0 }
        if let seed { return UInt64(bitPattern: Int64(seed)) }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for message in conversation {
            for byte in message.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        return hash
    }
}

/// Output tokens besides those of texts, names and arguments.
struct TokenCosts: Sendable {
    /// Tokens of a text.
    var text: Int
    /// Tokens of a single call.
    var call: Int
    /// Tokens of a call that is demanded by name, whose name does not count.
    var demandedCall: Int
    /// Tokens of several calls together, besides those of each.
    var severalCalls: Int
    /// Tokens of each of several calls.
    var eachOfSeveral: Int
}

extension TokenCosts {
    /// Tokens of a number of calls that are not demanded by name.
    func ofCalls(_ count: Int) -> (together: Int, each: Int) {
        count == 1 ? (0, call) : (severalCalls, eachOfSeveral)
    }
}
