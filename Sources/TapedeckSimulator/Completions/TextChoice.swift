// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// A choice of a legacy completion.
struct TextChoice: Sendable {
    /// A part of the text, as an event of a stream has it.
    struct Piece: Sendable {
        let text: String
        let logprobs: TextLogprobs?
    }

    /// The prompt, where it is repeated.
    let echo: Piece?
    let content: TokenizedText
    let contentLogprobs: TextLogprobs?
    /// The lists for prompt and completion together.
    let logprobs: TextLogprobs?

    /// Writes down a choice.
    /// - Parameters:
    ///   - content: What the model wrote.
    ///   - prompt: The prompt.
    ///   - request: The request, which asks for echo and probabilities.
    ///   - encoding: The encoding of the model.
    init(
        _ content: TokenizedText,
        prompt: TextPrompt,
        _ request: TextCompletionRequest,
        _ encoding: TokenEncoding
    ) {
        self.content = content
        let echoed = request.echoesPrompt ? prompt.tokens : []
        logprobs = request.topLogprobs.map { count in
            TextLogprobs(
                TokenLogprobs(encoding: encoding, alternatives: count).places(echoed + content.tokens),
                offset: request.echoesPrompt ? 0 : prompt.text.unicodeScalars.count,
                beginsText: request.echoesPrompt,
                encoding
            )
        }
        contentLogprobs = logprobs.map { $0[echoed.count..<(echoed.count + content.tokens.count)] }
        let echoLogprobs = logprobs.map { $0[0..<echoed.count] }
        echo = request.echoesPrompt ? Piece(text: prompt.text, logprobs: echoLogprobs) : nil
    }

    private var finishReason: String { content.isTruncated ? "length" : "stop" }

    /// The choice in a response that is not streamed.
    func document(index: Int) -> JSONValue {
        Self.document((echo?.text ?? "") + content.text, index, logprobs, finishReason)
    }

    /// The choice in the events of a stream.
    func events(index: Int, _ encoding: TokenEncoding) -> [JSONValue] {
        var pieces = echo.map { [$0] } ?? []
        for piece in content.pieces(encoding) {
            pieces.append(Piece(text: piece.text, logprobs: contentLogprobs.map { $0[piece.tokens] }))
        }
        // A text that ends by itself ends with an empty event, a truncated one with its last token.
        if !content.isTruncated || pieces.isEmpty {
            pieces.append(Piece(text: "", logprobs: contentLogprobs.map { $0[0..<0] }))
        }
        return pieces.enumerated().map { offset, piece in
            let isLast = offset == pieces.count - 1
            return Self.document(piece.text, index, piece.logprobs, isLast ? finishReason : nil)
        }
    }

    private static func document(
        _ text: String,
        _ index: Int,
        _ logprobs: TextLogprobs?,
        _ finishReason: String?
    ) -> JSONValue {
        [
            "text": .string(text), "index": .integer(index), "logprobs": logprobs?.document ?? .null,
            "finish_reason": .optional(finishReason),
        ]
    }
}
