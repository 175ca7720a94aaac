// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `reasoning` of a request, as far as it was given.
struct ReasoningSettings: Sendable {
    var effort: String?
    var summary: String?
    var context: String?
    var mode: String?

    init(_ fields: RequestFields) throws(APIError) {
        guard let reasoning = try fields.object("reasoning") else { return }
        try reasoning.allow(only: ["context", "effort", "generate_summary", "mode", "summary"])
        effort = try reasoning.string(
            "effort",
            oneOf: ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
        )
        let summaries = ["auto", "concise", "detailed"]
        let older = try reasoning.string("generate_summary", oneOf: summaries)
        summary = try reasoning.string("summary", oneOf: summaries) ?? older
        context = try reasoning.string("context", oneOf: ["auto", "current_turn", "all_turns"])
        mode = try reasoning.string("mode", oneOf: ["standard", "pro"])
    }

    /// Throws for what the model does not support.
    func check(_ traits: ResponseTraits) throws(APIError) {
        guard traits.isReasoning else {
            for (name, value) in [("effort", effort), ("summary", summary), ("context", context), ("mode", mode)]
            where value != nil {
                throw .unsupportedParameter("reasoning.\(name)")
            }
            return
        }
        guard let effort, !traits.efforts.contains(effort) else { return }
        throw .unsupportedValue(effort, of: "reasoning.effort", traits.id, supported: traits.efforts)
    }

    /// The `reasoning` of the response.
    func document(_ traits: ResponseTraits) -> JSONValue {
        guard traits.isReasoning else { return ["context": nil, "effort": nil, "summary": nil] }
        return [
            "context": .optional(context.flatMap { $0 == "auto" ? nil : $0 } ?? traits.reasoningContext),
            "effort": .optional(effort ?? traits.defaultEffort),
            "mode": .string(mode ?? "standard"),
            "summary": .optional(summary == "auto" ? "detailed" : summary),
        ]
    }
}

extension APIError {
    /// The error for a value that other models support.
    static func unsupportedValue(
        _ value: String,
        of name: String,
        _ model: String,
        supported: [String]
    ) -> APIError {
        APIError(
            message: "Unsupported value: '\(value)' is not supported with the '\(model)' model. Supported values are: "
                + "\(supported.quotedList).",
            param: name,
            code: "unsupported_value"
        )
    }
}
