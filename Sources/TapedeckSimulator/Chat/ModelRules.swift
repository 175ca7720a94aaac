// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore

/// Parameter rules that differ between models.
enum ModelRules {
    /// - Throws: ``APIError`` with the service's message.
    static func check(_ request: ChatRequest, for model: OpenAIModel) throws(APIError) {
        if model.isReasoning { try checkReasoning(request) } else { try checkOrdinary(request) }
        if let limit = request.tokenLimit, limit.count > model.outputLimit {
            throw APIError(
                message: "\(limit.name) is too large: \(limit.count). This model supports at most "
                    + "\(model.outputLimit) completion tokens, whereas you provided \(limit.count).",
                param: limit.name,
                code: "invalid_value"
            )
        }
    }

    private static func checkReasoning(_ request: ChatRequest) throws(APIError) {
        if request.tokenLimit?.name == "max_tokens" {
            throw .unsupportedParameter("max_tokens", instead: "max_completion_tokens")
        }
        // Without reasoning, the newer models accept sampling parameters like the others.
        guard request.reasoningEffort != "none" else { return }
        for (name, standard) in [("temperature", 1.0), ("top_p", 1), ("presence_penalty", 0), ("frequency_penalty", 0)]
        {
            guard case .number(let number)? = request.fields[name], number.value != standard else { continue }
            throw APIError(
                message: "Unsupported value: '\(name)' does not support \(number.spelling) with this model. Only the "
                    + "default (\(Int(standard))) value is supported.",
                param: name,
                code: "unsupported_value"
            )
        }
        if request.topLogprobs != nil { throw .unsupportedParameter("logprobs") }
        for name in ["logit_bias", "stop"] where request.fields[name] != nil { throw .unsupportedParameter(name) }
    }

    private static func checkOrdinary(_ request: ChatRequest) throws(APIError) {
        if request.reasoningEffort != nil { throw .unrecognizedArguments(["reasoning_effort"]) }
        if let verbosity = request.fields["verbosity"]?.string, verbosity != "medium" {
            throw APIError(
                message: "Unsupported value: 'verbosity' does not support '\(verbosity)' with this model. Supported "
                    + "values are: 'medium'.",
                param: "verbosity",
                code: "unsupported_value"
            )
        }
    }
}
