// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckTokens

/// A writer of the choices of legacy completions.
struct TextChoiceWriter {
    let request: TextCompletionRequest
    let model: LanguageModel

    /// The choices for a prompt.
    /// - Returns: The choices, and the number of tokens of all texts written for them.
    func choices(for prompt: TextPrompt) -> (choices: [TextChoice], tokenCount: Int) {
        let candidates = candidates(for: prompt)
        let encoding = model.base.encoding
        let best = candidates.count > request.choiceCount ? likeliest(candidates, encoding) : candidates
        return (
            best.prefix(request.choiceCount).map { TextChoice($0, prompt: prompt, request, encoding) },
            candidates.reduce(0) { $0 + $1.tokens.count }
        )
    }

    private func candidates(for prompt: TextPrompt) -> [TokenizedText] {
        var texts: [TokenizedText] = []
        let start = startingVariety(prompt)
        for index in 0..<request.candidateCount {
            if request.temperature == 0 || request.tokenLimit == 0, let first = texts.first {
                texts.append(first)
            } else {
                texts.append(
                    TokenizedText(
                        request.tokenLimit == 0 ? " " : text(for: prompt, start &+ UInt64(index)),
                        stops: request.stops,
                        limit: request.tokenLimit,
                        encoding: model.base.encoding
                    )
                )
            }
        }
        return texts
    }

    /// What the model writes after a prompt.
    ///
    /// Untuned models begin as recorded ones do, tuned ones as their examples.
    private func text(for prompt: TextPrompt, _ variety: UInt64) -> String {
        let reply = model.writer.reply(to: [ConversationMessage(role: "user", text: prompt.text)], variety: variety)
        guard model.id == model.base.servedName, !(prompt.text.unicodeScalars.last?.properties.isWhitespace ?? true)
        else { return reply }
        return (model.base.takesPrompts ? " " : "\n\n") + reply
    }

    /// The texts by their mean log probability, best first.
    private func likeliest(_ texts: [TokenizedText], _ encoding: TokenEncoding) -> [TokenizedText] {
        let chances = TokenLogprobs(encoding: encoding, alternatives: 0)
        let means = texts.map { text in
            chances.places(text.tokens).reduce(0) { $0 + $1.written.logprob } / Double(max(text.tokens.count, 1))
        }
        return texts.indices.sorted { (means[$0], $1) > (means[$1], $0) }.map { texts[$0] }
    }

    /// The seed of variation: 0 at temperature 0, else the request's seed or a hash of the prompt.
    private func startingVariety(_ prompt: TextPrompt) -> UInt64 {
        guard let temperature = request.temperature, temperature > 0 else { return 0 }
        if let seed = request.seed { return UInt64(bitPattern: Int64(seed)) }
        return prompt.text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
