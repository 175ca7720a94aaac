// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a moderation looks for, in the order of today's models.
enum ModerationCategory: String, Sendable, CaseIterable {
    case harassment
    case harassmentThreatening = "harassment/threatening"
    case sexual
    case hate
    case hateThreatening = "hate/threatening"
    case illicit
    case illicitViolent = "illicit/violent"
    case selfHarmIntent = "self-harm/intent"
    case selfHarmInstructions = "self-harm/instructions"
    case selfHarm = "self-harm"
    case sexualMinors = "sexual/minors"
    case violence
    case violenceGraphic = "violence/graphic"

    /// The categories of models that read text only, in their order.
    static let ofTextModels: [ModerationCategory] = [
        .sexual, .hate, .harassment, .selfHarm, .sexualMinors, .hateThreatening, .violenceGraphic, .selfHarmIntent,
        .selfHarmInstructions, .harassmentThreatening, .violence,
    ]

    /// Whether images are looked at for it.
    var coversImages: Bool {
        switch self {
        case .sexual, .selfHarm, .selfHarmIntent, .selfHarmInstructions, .violence, .violenceGraphic: true
        default: false
        }
    }

    /// The lowest score that is flagged.
    var threshold: Double {
        switch self {
        case .violence: 0.2
        case .sexualMinors: 0.1
        default: 0.4
        }
    }
}

/// A model for moderations.
enum ModerationModel: Sendable, Hashable {
    /// Thirteen categories, text and images; its name as requested.
    case omni(String)
    /// Eleven categories, text only; its name as the service resolves it.
    case text(String)

    /// The model of a request; `nil` when the service has none of that name.
    init?(_ name: String?) {
        switch name {
        case nil: self = .omni("omni-moderation-latest")
        case "omni-moderation-latest"?, "omni-moderation-2024-09-26"?: self = .omni(name ?? "")
        case "text-moderation-latest"?, "text-moderation-stable"?, "text-moderation-007"?:
            self = .text("text-moderation-007")
        default: return nil
        }
    }

    /// The name in responses.
    var name: String {
        switch self {
        case .omni(let name), .text(let name): name
        }
    }

    /// The categories in their order.
    var categories: [ModerationCategory] {
        switch self {
        case .omni: ModerationCategory.allCases
        case .text: ModerationCategory.ofTextModels
        }
    }

    /// Whether images are taken, and the response says which inputs each category considered.
    var isMultimodal: Bool {
        if case .omni = self { true } else { false }
    }
}
