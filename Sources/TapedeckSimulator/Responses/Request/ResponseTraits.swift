// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

/// What responses of a model have that differs between families of models.
struct ResponseTraits: Sendable, Hashable {
    /// The generations of models, as far as their responses differ.
    enum Family: Sendable, Hashable {
        /// `gpt-3.5-turbo` to `gpt-4.1`, which do not reason.
        case ordinary
        /// `o1` to `o4-mini`.
        case early
        /// `gpt-5` and its smaller models.
        case five
        /// `gpt-5.1` and later; the number is ten times the version.
        case later(Int)
    }

    let family: Family
    let id: String

    init(_ model: OpenAIModel) {
        id = model.id
        if !model.isReasoning {
            family = .ordinary
        } else if let version = Self.version(of: model.id) {
            family = version == 50 ? .five : .later(version)
        } else {
            family = .early
        }
    }

    /// Ten times the version in a name such as `gpt-5.1-2025-11-13`; `nil` when it has none.
    private static func version(of id: String) -> Int? {
        guard id.hasPrefix("gpt-") else { return nil }
        let numbers = id.dropFirst(4).prefix { $0 != "-" }.split(separator: ".").map { Int($0) }
        guard let major = numbers.first ?? nil else { return nil }
        return 10 * major + ((numbers.dropFirst().first ?? 0) ?? 0)
    }

    private var version: Int {
        switch family {
        case .ordinary, .early: 0
        case .five: 50
        case .later(let version): version
        }
    }

    var isReasoning: Bool { family != .ordinary }

    /// The effort of reasoning without `reasoning.effort`.
    var defaultEffort: String? {
        switch family {
        case .ordinary: nil
        case .early, .five: "medium"
        case .later(let version): version < 55 ? "none" : "medium"
        }
    }

    /// Values of `reasoning.effort` that the model supports.
    var efforts: [String] {
        switch family {
        case .ordinary: []
        case .early: ["low", "medium", "high"]
        case .five: ["minimal", "low", "medium", "high"]
        case .later(let version):
            ["none", "low", "medium", "high"] + (version >= 52 ? ["xhigh"] : []) + (version >= 56 ? ["max"] : [])
        }
    }

    /// Which earlier reasoning the model reads.
    var reasoningContext: String? { isReasoning ? (version >= 56 ? "all_turns" : "current_turn") : nil }

    /// The `top_p` without one in the request.
    var defaultTopP: Double { version >= 52 ? 0.98 : 1 }

    /// How long the service keeps the prompt in its cache.
    var cacheRetention: String { version >= 52 ? "24h" : "in_memory" }

    /// Whether messages say if they are the final answer.
    var hasPhase: Bool { version >= 54 }

    /// Whether counts of reasoning tokens are multiples of 64.
    var roundsReasoning: Bool { family == .early || family == .five }

    /// Whether `text.verbosity` can be changed.
    var hasVerbosity: Bool { version >= 50 }
}

extension TokenCosts {
    /// Output tokens as responses count them.
    /// - Parameters:
    ///   - traits: The model's traits.
    ///   - reasons: Whether the model thinks before it answers.
    ///   - hasTools: Whether tools are offered.
    ///   - hasSchema: Whether the answer has to satisfy a schema.
    /// - Returns: The costs.
    static func responses(_ traits: ResponseTraits, reasons: Bool, hasTools: Bool, hasSchema: Bool) -> TokenCosts {
        guard traits.isReasoning else {
            return TokenCosts(
                text: hasSchema ? 6 : hasTools ? 2 : 1,
                call: 8,
                demandedCall: 1,
                severalCalls: 17,
                eachOfSeveral: 7
            )
        }
        let thought = reasons ? 2 : 0
        return TokenCosts(
            text: 4 + thought + (hasSchema ? 4 : 0),
            call: 11 + thought,
            demandedCall: 11 + thought,
            severalCalls: 20 + thought,
            eachOfSeveral: 7
        )
    }
}
