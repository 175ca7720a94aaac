// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckTokens

/// A base model that can be fine-tuned, and what the service fixes for it.
package struct TunableModel: Sendable, Hashable {
    /// The dated name, which jobs show.
    package let snapshot: String
    /// The methods it can be tuned by; empty for what cannot be tuned.
    package let methods: [TrainingMethod]
    /// The most tokens of an example; longer ones are cut at the end, not refused.
    package let contextLimit: Int
    /// The learning rate multiplier that `auto` stands for.
    package let learningRateMultiplier: Double
    /// Whether examples are pairs of a prompt and its completion instead of messages.
    package let takesPrompts: Bool

    /// How its texts become tokens.
    package var encoding: TokenEncoding { TokenEncoding.forModel(snapshot) ?? .o200kBase }

    private init(
        _ snapshot: String,
        _ methods: [TrainingMethod],
        limit: Int,
        learningRateMultiplier: Double = 2,
        takesPrompts: Bool = false
    ) {
        self.snapshot = snapshot
        self.methods = methods
        self.contextLimit = limit
        self.learningRateMultiplier = learningRateMultiplier
        self.takesPrompts = takesPrompts
    }

    /// Every model that can be tuned.
    package static let all: [TunableModel] = [
        TunableModel("gpt-4.1-2025-04-14", [.supervised, .dpo], limit: 65_536),
        TunableModel("gpt-4.1-mini-2025-04-14", [.supervised, .dpo], limit: 65_536),
        TunableModel("gpt-4.1-nano-2025-04-14", [.supervised, .dpo], limit: 65_536),
        TunableModel("gpt-4o-2024-08-06", [.supervised, .dpo], limit: 65_536),
        TunableModel("gpt-4o-mini-2024-07-18", [.supervised, .dpo], limit: 65_536, learningRateMultiplier: 1.8),
        TunableModel("o4-mini-2025-04-16", [.reinforcement], limit: 65_536),
        TunableModel("gpt-3.5-turbo-0125", [.supervised], limit: 16_385),
        TunableModel("gpt-3.5-turbo-1106", [.supervised], limit: 16_385),
        TunableModel("gpt-3.5-turbo-0613", [.supervised], limit: 4_096),
        TunableModel("gpt-4-0613", [.supervised], limit: 8_192),
        TunableModel("babbage-002", [.supervised], limit: 16_384, takesPrompts: true),
        TunableModel("davinci-002", [.supervised], limit: 16_384, takesPrompts: true),
    ]

    private static let aliases = [
        "gpt-4.1": "gpt-4.1-2025-04-14",
        "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14",
        "gpt-4.1-nano": "gpt-4.1-nano-2025-04-14",
        "gpt-4o": "gpt-4o-2024-08-06",
        "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
        "o4-mini": "o4-mini-2025-04-16",
        "gpt-3.5-turbo": "gpt-3.5-turbo-0125",
        "gpt-4": "gpt-4-0613",
    ]

    /// Finds the base of what is to be tuned.
    /// - Parameter name: A dated name, an alias, or a fine-tuned model `ft:BASE:…`, which can be tuned further.
    /// - Returns: The base model; `nil` when it cannot be tuned.
    package static func named(_ name: String) -> TunableModel? {
        var base = name
        if name.hasPrefix("ft:") { base = String(name.dropFirst(3).prefix { $0 != ":" }) }
        let snapshot = aliases[base] ?? base
        return all.first { $0.snapshot == snapshot }
    }

    /// Resolves an alias to its dated name.
    /// - Parameter name: A model's name; fine-tuned and unknown ones stay as they are.
    /// - Returns: What a job shows as its `model`.
    package static func resolvedName(_ name: String) -> String { aliases[name] ?? name }

    /// Whether the model can be tuned by a method.
    package func supports(_ method: TrainingMethod) -> Bool { methods.contains(method) }
}
