// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckTokens

/// Writes responses of the Realtime API with the model that also answers chat completions.
struct RealtimeWriter: Sendable {
    /// Output tokens besides those of texts, names and arguments, as chat completions count them.
    private static let costs = TokenCosts(text: 1, call: 8, demandedCall: 1, severalCalls: 17, eachOfSeveral: 7)

    let model: LanguageModel

    /// The request for a response, checked.
    struct Request {
        let configuration: RealtimeConfiguration
        let items: [RealtimeItem]
        let metadata: JSONValue
        let conversationID: String?
        let previousID: String?
    }

    /// Writes a response.
    /// - Throws: ``APIError`` when a function's schema cannot be satisfied.
    func response(_ request: Request) throws(APIError) -> RealtimeResponse {
        let configuration = request.configuration
        let encoding = model.base.encoding
        var conversation = request.items.conversation
        if !configuration.instructions.isEmpty {
            conversation.insert(ConversationMessage(role: "system", text: configuration.instructions), at: 0)
        }
        let inputTokens = count(conversation, configuration.tools.documents)
        let generation = GenerationRequest(
            conversation: conversation,
            tools: configuration.tools.callable,
            toolChoice: try configuration.tools.toolChoice(),
            allowsParallelCalls: configuration.allowsParallelCalls,
            tokenLimit: configuration.tokenLimit,
            costs: Self.costs
        )
        let answer = try AnswerWriter(
            request: generation,
            model: model,
            encoding: encoding,
            promptTokens: inputTokens
        )
        .answers().first
        var parts = (answer?.calls ?? []).map { call in
            RealtimeResponse.Part(name: call.name, pieces: pieces(call.input))
        }
        if parts.isEmpty {
            parts = [RealtimeResponse.Part(name: nil, pieces: answer?.content?.pieces(encoding).map(\.text) ?? [])]
        }
        return RealtimeResponse(
            parts: parts,
            isTruncated: answer?.isTruncated ?? false,
            configuration: configuration,
            metadata: request.metadata,
            conversationID: request.conversationID,
            inputTokens: inputTokens,
            outputTokens: answer?.tokenCount ?? 0,
            rateLimit: RateLimit(model.base),
            previousID: request.previousID,
            phase: configuration.model.hasPrefix("gpt-realtime-2.1") ? "final_answer" : nil
        )
    }

    private func pieces(_ text: String) -> [String] {
        TokenizedText(text, encoding: model.base.encoding).pieces(model.base.encoding).map(\.text)
    }

    private func count(_ conversation: [ConversationMessage], _ tools: [JSONValue]) -> Int {
        var counter = TokenCounter(encoding: model.base.encoding)
        var count = 3
        for message in conversation {
            count += 4 + counter.count(message.text)
            for call in message.calls { count += counter.count(call.name) + counter.count(call.input) }
        }
        for tool in tools { count += counter.count(tool.text()) }
        return count
    }
}
