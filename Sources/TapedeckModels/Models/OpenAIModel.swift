// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckTokens

/// A model of the OpenAI API: its names, its limits, and how it can be fine-tuned.
package struct OpenAIModel: Sendable, Hashable {
    /// The encodings that models use; each is unpacked only when its tokens are counted.
    enum Encoding: Sendable, Hashable {
        case cl100kBase, o200kBase
    }

    /// The endpoint a model is made for.
    package enum Kind: Sendable, Hashable {
        /// Chat completions and responses.
        case chat
        /// Responses alone.
        case responses
        /// Legacy completions.
        case completion
        case embedding, moderation, speech, transcription, image, video, realtime
    }

    /// The name, of an alias or of a dated snapshot.
    package let id: String
    /// The endpoint it is made for.
    package let kind: Kind
    /// The time the service made it, in seconds since 1970.
    package let created: Int
    /// The owner: `system`, `openai` or `openai-internal`.
    package let owner: String
    /// The snapshot an alias stands for; its own name for a snapshot.
    package let snapshot: String
    /// The `model` of its responses; the snapshot, except for a few old models.
    package let servedName: String
    /// The day it is shut down, `YYYY-MM-DD`; `nil` while none is announced.
    package let shutdownDate: String?
    /// The day models that were tuned from it are shut down, `YYYY-MM-DD`.
    package let tunedShutdownDate: String?
    /// Maximum number of tokens of prompt and completion together.
    package let contextWindow: Int
    /// Maximum number of completion tokens.
    package let outputLimit: Int
    let encodingName: Encoding
    /// Whether it reasons first; such models take `max_completion_tokens` and no temperature.
    package let isReasoning: Bool
    /// The methods it can be fine-tuned by; empty when it cannot be, and for an alias.
    package let tuningMethods: [TrainingMethod]
    /// Maximum number of tokens of a training example; longer ones are truncated, not refused.
    package let exampleLimit: Int
    /// The learning rate multiplier that `auto` stands for.
    package let learningRateMultiplier: Double
    /// Whether training examples are pairs of a prompt and its completion instead of messages.
    package let takesPrompts: Bool

    /// Whether it answers chat completions.
    package var isChat: Bool { kind == .chat }

    /// The encoding of its texts.
    package var encoding: TokenEncoding {
        switch encodingName {
        case .cl100kBase: .cl100kBase
        case .o200kBase: .o200kBase
        }
    }
}

extension OpenAIModel {
    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    /// Finds a model of the catalogue.
    /// - Parameter id: An alias or a dated name.
    /// - Returns: The model; `nil` for unknown and for fine-tuned ones.
    package static func named(_ id: String) -> OpenAIModel? { byName[id] }

    /// Finds the model that training starts from.
    /// - Parameter name: A dated name, an alias, or a fine-tuned model `ft:BASE:…`, which can be tuned further.
    /// - Returns: The dated model; `nil` when it cannot be tuned.
    package static func tunable(_ name: String) -> OpenAIModel? {
        guard let model = named(base(of: name)), let snapshot = named(model.snapshot) else { return nil }
        return snapshot.tuningMethods.isEmpty ? nil : snapshot
    }

    /// Whether a model reasons first; a name outside the catalogue is judged by its generation.
    /// - Parameter name: Any name, also of a fine-tuned model or another service's.
    /// - Returns: `false` for names that tell nothing.
    package static func isReasoning(_ name: String) -> Bool {
        let base = base(of: name)
        if let model = named(base) { return model.isReasoning }
        if base.hasPrefix("o"), let digit = base.dropFirst().first { return digit.isNumber }
        guard base.hasPrefix("gpt-"), let major = Int(base.dropFirst(4).prefix { $0.isNumber }) else { return false }
        return major >= 5
    }

    /// The base in the name of a fine-tuned model, else the name.
    private static func base(of name: String) -> String {
        name.hasPrefix("ft:") ? String(name.dropFirst(3).prefix { $0 != ":" }) : name
    }
}
