// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

/// What the models of legacy completions refuse.
enum TextCompletionRules {
    /// Checks the request for a model.
    /// - Throws: ``APIError`` with the service's message.
    static func check(
        _ request: TextCompletionRequest,
        _ prompts: [TextPrompt],
        for model: OpenAIModel
    ) throws(APIError) {
        let isInstructed = !model.takesPrompts
        if request.suffix != nil, !isInstructed { throw .unsupportedParameter("suffix") }
        if isInstructed, request.echoesPrompt, request.topLogprobs != nil {
            throw APIError(
                message: "Setting 'echo' and 'logprobs' at the same time is not supported for this model."
            )
        }
        for prompt in prompts { try checkContext(prompt.tokens.count, request.tokenLimit, model) }
        try checkRate(request, prompts, model)
    }

    private static func checkContext(_ prompt: Int, _ limit: Int, _ model: OpenAIModel) throws(APIError) {
        let (total, overflow) = prompt.addingReportingOverflow(limit)
        guard overflow || total > model.contextWindow else { return }
        throw APIError(
            message: "This model's maximum context length is \(model.contextWindow) tokens, however you requested "
                + "\(overflow ? Int.max : total) tokens (\(prompt) in your prompt; \(limit) for the completion). Please "
                + "reduce your prompt; or completion length."
        )
    }

    /// All tokens of a request count for the limit of a minute, so that its work is bounded.
    private static func checkRate(
        _ request: TextCompletionRequest,
        _ prompts: [TextPrompt],
        _ model: OpenAIModel
    ) throws(APIError) {
        let written = request.tokenLimit * request.candidateCount
        let requested = prompts.reduce(0) { $0 + $1.tokens.count + written }
        let limit = RateLimit.legacy.tokens
        guard requested > limit else { return }
        throw APIError(
            status: .tooManyRequests,
            message: "Request too large for \(model.id) on tokens per min (TPM): Limit \(limit), Requested "
                + "\(requested). The input or output tokens must be reduced in order to run successfully. Visit "
                + "https://platform.openai.com/account/rate-limits to learn more.",
            type: "tokens",
            code: "rate_limit_exceeded",
            origin: .gateway
        )
    }
}
