// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckTokens

/// A writer of completion choices: text, structured text, or tool calls.
struct ChoiceWriter {
    let request: ChatRequest
    let model: ChatModel
    let encoding: TokenEncoding
    let promptTokens: Int
    let budget = WorkBudget()

    /// Maximum total length of all choices, in bytes; less when `logprobs` are requested.
    private static let roomOfAll = 2 << 20
    /// Maximum length of a token in bytes, rare ones aside.
    private static let bytesPerToken = 8

    /// Tokens of a tool call besides its name and arguments: of a single call, and of one among several.
    private static let callCost = (alone: 7, together: 14)

    /// The choices of the completion.
    /// - Throws: ``APIError`` when a schema cannot be satisfied.
    func choices() throws(APIError) -> [CompletionChoice] {
        // Plain answers, which most are, need no facts.
        let facts = ConversationFacts(isPlain ? [] : request.conversation)
        let tools = ToolSelection(request: request, facts: facts).tools
        let start = request.startingVariety
        var choices: [CompletionChoice] = []
        for index in 0..<request.choiceCount {
            let variety = start &+ UInt64(index)
            if request.temperature == 0, let first = choices.first {
                choices.append(first)
            } else if tools.isEmpty {
                let (text, isUnfinished) = try text(facts, variety)
                choices.append(textChoice(text, isUnfinished: isUnfinished))
            } else {
                let writer = ToolCallWriter(
                    request: request,
                    facts: facts,
                    variety: variety,
                    room: room,
                    budget: budget
                )
                let (calls, areUnfinished) = try writer.calls(of: tools)
                choices.append(callChoice(calls, areUnfinished: areUnfinished))
            }
        }
        return choices
    }

    /// Maximum number of completion tokens.
    private var tokenLimit: Int { request.tokenLimit?.count ?? model.base.outputLimit }

    /// Maximum length of a choice, in bytes.
    private var room: Int {
        let ofOne = Self.roomOfAll / request.choiceCount / (1 + (request.topLogprobs.map { 8 * ($0 + 1) } ?? 0))
        return min(ofOne, min(tokenLimit, Self.roomOfAll) * Self.bytesPerToken + 64)
    }

    private var isPlain: Bool {
        if case .text = request.responseFormat { request.tools.isEmpty } else { false }
    }

    // MARK: - Text

    private func text(
        _ facts: ConversationFacts,
        _ variety: UInt64
    ) throws(APIError) -> (text: String, isUnfinished: Bool) {
        let reply = reply(variety)
        switch request.responseFormat {
        case .text: return prompted(reply, variety) ?? limited(reply)
        case .object: return limited(JSONObjectWriter(facts: facts, reply: reply).document.text())
        case .schema(let name, let schema, _):
            var generator = SchemaGenerator(
                schema,
                source: AnswerSource(facts: facts, reply: reply),
                variety: variety,
                room: room,
                budget
            )
            do {
                return try generator.text()
            } catch {
                throw .invalidSchema(name, error)
            }
        }
    }

    /// JSON when the conversation asks for it in words and the reply is not JSON already.
    private func prompted(_ reply: String, _ variety: UInt64) -> (text: String, isUnfinished: Bool)? {
        guard ToolResults.text(of: request.messages) == nil, !reply.isJSONObject,
            let format = PromptedFormat(request.conversation),
            let schema = try? SchemaDocument(format.schema, budget)
        else { return nil }
        var generator = SchemaGenerator(
            schema,
            source: AnswerSource(
                facts: ConversationFacts(format.conversation),
                reply: model.writer.reply(to: format.conversation, variety: variety)
            ),
            variety: variety,
            room: room,
            budget
        )
        guard let (text, isUnfinished) = try? generator.text() else { return nil }
        return (isUnfinished ? text : format.laidOut(text), isUnfinished)
    }

    private func limited(_ text: String) -> (text: String, isUnfinished: Bool) {
        let shown = text.prefix(bytes: room)
        return (shown, shown.utf8.count < text.utf8.count)
    }

    /// The model's plain answer.
    private func reply(_ variety: UInt64) -> String {
        if let results = ToolResults.text(of: request.messages) { return results }
        let written = model.writer.reply(to: request.conversation, variety: variety)
        guard let unseen = request.messages.last?.unseenContent else { return written }
        let remark = "I cannot look at the \(unseen): this is a simulated answer."
        return request.messages.last?.text.isEmpty ?? true ? remark : "\(remark) \(written)"
    }

    private func textChoice(_ text: String, isUnfinished: Bool) -> CompletionChoice {
        let reasoning = min(reasoningTokens, request.tokenLimit?.count ?? .max)
        let content = TokenizedText(
            text,
            isUnfinished: isUnfinished,
            stops: request.stops,
            limit: max(0, tokenLimit - reasoning),
            encoding: encoding
        )
        var choice = CompletionChoice(
            content: content,
            finishReason: content.isTruncated ? .length : .stop,
            tokenCount: content.tokens.count + reasoning,
            reasoningTokens: reasoning
        )
        if let count = request.topLogprobs {
            choice.logprobs = TokenLogprobs(encoding: encoding, alternatives: count).entries(content.tokens)
        }
        return choice
    }

    /// Reasoning tokens of a reasoning model, in steps of 64 by effort and prompt length.
    private var reasoningTokens: Int {
        guard model.base.isReasoning else { return 0 }
        let steps = 1 + min(7, promptTokens / 256)
        return switch request.reasoningEffort {
        case "none", "minimal": 0
        case "low": 64
        case "high": 128 * steps
        case "xhigh", "max": 256 * steps
        default: 64 * steps
        }
    }

    // MARK: - Calls

    private func callChoice(_ calls: [ToolCall], areUnfinished: Bool) -> CompletionChoice {
        let cost = calls.count == 1 ? Self.callCost.alone : Self.callCost.together
        // If a call is demanded by name, only its arguments count as written.
        let isDemanded = isNamed && !model.base.isReasoning
        let written = calls.reduce(0) { count, call in
            count + encoding.count(call.input) + (isDemanded ? 0 : cost + encoding.count(call.name))
        }
        let reasoning = reasoningTokens
        var choice = CompletionChoice(
            finishReason: .toolCalls,
            tokenCount: written + reasoning,
            reasoningTokens: reasoning
        )
        choice.calls = calls
        if request.usesFunctions {
            choice.finishReason = isNamed ? .stop : .functionCall
        } else if isDemanded {
            choice.finishReason = .stop
        }
        let limit = tokenLimit
        guard limit < choice.tokenCount else {
            if areUnfinished { choice.finishReason = .length }
            return choice
        }
        return truncated(choice, to: limit) { isDemanded ? 0 : cost + encoding.count($0.name) }
    }

    private var isNamed: Bool {
        if case .named = request.toolChoice { true } else { false }
    }

    /// The calls truncated at a token limit; the arguments of the last one are incomplete.
    private func truncated(
        _ choice: CompletionChoice,
        to limit: Int,
        cost: (ToolCall) -> Int
    ) -> CompletionChoice {
        var choice = choice
        choice.reasoningTokens = min(choice.reasoningTokens, limit)
        var room = limit - choice.reasoningTokens
        var calls: [ToolCall] = []
        for call in choice.calls where room > 0 {
            let input = TokenizedText(
                call.input,
                limit: max(0, room - cost(call)),
                encoding: encoding
            )
            calls.append(ToolCall(name: call.name, input: input.text, isCustom: call.isCustom))
            room -= cost(call) + input.tokens.count
        }
        choice.calls = calls
        choice.finishReason = .length
        choice.tokenCount = limit
        if calls.isEmpty { choice.content = TokenizedText("", encoding: encoding) }
        return choice
    }
}

extension ChatRequest {
    /// The seed of variation: 0 at temperature 0, else the request's seed or a hash of the conversation.
    fileprivate var startingVariety: UInt64 {
        guard let temperature, temperature > 0 else { return 0 }
        if let seed { return UInt64(bitPattern: Int64(seed)) }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for message in messages {
            for byte in message.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        return hash
    }
}

extension String {
    /// Whether it is a JSON object, by itself or in a code block.
    fileprivate var isJSONObject: Bool {
        guard let start = utf8.firstIndex(of: UInt8(ascii: "{")), let end = utf8.lastIndex(of: UInt8(ascii: "}")),
            start < end, self[..<start].utf8.count <= 12
        else { return false }
        return (try? JSONValue(parsing: Array(self[start...end].utf8))) != nil
    }
}

extension ChatMessage {
    /// The kind of attachment that the simulator cannot read.
    fileprivate var unseenContent: String? {
        for (kind, name) in [(ContentPart.Kind.image, "image"), (.audio, "audio"), (.file, "file")]
        where content.contains(where: { $0.kind == kind }) {
            return "attached \(name)"
        }
        return nil
    }
}
