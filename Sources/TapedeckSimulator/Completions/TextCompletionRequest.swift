// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request of a legacy completion.
struct TextCompletionRequest: Sendable {
    let model: String
    let prompt: PromptInput
    /// The number of choices for each prompt.
    let choiceCount: Int
    /// The number of texts to write for each prompt, of which the likeliest are the choices.
    let candidateCount: Int
    /// Whether a choice begins with its prompt.
    let echoesPrompt: Bool
    /// Number of alternatives for each token; `nil` without probabilities.
    let topLogprobs: Int?
    let tokenLimit: Int
    let stops: [String]
    let suffix: String?
    let temperature: Double?
    let seed: Int?
    let isStreamed: Bool
    let includesUsage: Bool

    private static let names: Set<String> = [
        "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "model", "n",
        "presence_penalty", "prompt", "seed", "stop", "stream", "stream_options", "suffix", "temperature", "top_p",
        "user",
    ]

    /// Reads the body of a request.
    /// - Throws: ``APIError`` for a request that the service refuses for every model.
    init(parsing bytes: ArraySlice<UInt8>) throws(APIError) {
        let fields = try RequestFields(parsing: bytes)
        model = try fields.modelName()
        let unknown = SpelledSet(fields.members.lazy.map(\.name).filter { !Self.names.contains($0) })
        guard unknown.isEmpty else { throw .unrecognizedArguments(unknown.sorted()) }
        prompt = try PromptInput(fields)
        choiceCount = try fields.integer("n", in: 1...128) ?? 1
        let candidates = try fields.integer("best_of", in: 0...20)
        candidateCount = max(candidates ?? choiceCount, 1)
        echoesPrompt = try fields.bool("echo") ?? false
        topLogprobs = try fields.integer("logprobs", in: 0...5)
        tokenLimit = try fields.integer("max_tokens", in: 0...Int.max) ?? 16
        stops = try fields.stops()
        suffix = try fields.string("suffix")
        temperature = try fields.temperature()
        seed = try fields.integer("seed")
        isStreamed = try fields.bool("stream") ?? false
        includesUsage = try fields.streamOptions(isStreamed: isStreamed).includesUsage
        try fields.checkLogitBias()
        _ = try fields.string("user")
        try checkCombinations()
    }

    private func checkCombinations() throws(APIError) {
        guard candidateCount >= choiceCount else {
            throw APIError(
                message: "You requested that the server return more choices than it will generate (HINT: you must set "
                    + "'n' (currently \(choiceCount)) to be at most 'best_of' (currently \(candidateCount)), or omit "
                    + "either parameter if you don't specifically want to use them.)"
            )
        }
        guard !isStreamed || candidateCount == choiceCount else {
            throw APIError(
                message: "Results cannot be streamed with 'best_of' above 'n'. Set 'best_of' to \(choiceCount), or "
                    + "'stream' to false.",
                param: "best_of"
            )
        }
        guard tokenLimit > 0 || echoesPrompt else {
            throw APIError(
                message: "You requested a length 0 completion, but you did not set the 'echo' parameter. That means "
                    + "that we will return no data to you. (HINT: set 'echo' to true in order for the API to echo back "
                    + "the prompt to you.)"
            )
        }
    }
}
