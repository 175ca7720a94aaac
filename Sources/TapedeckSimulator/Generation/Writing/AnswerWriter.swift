// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import TapedeckCore
import TapedeckTokens

/// A writer of answers: text, structured text, or tool calls.
struct AnswerWriter {
    let request: GenerationRequest
    let model: LanguageModel
    let encoding: TokenEncoding
    let promptTokens: Int
    let budget = WorkBudget()

    /// Maximum total length of all answers, in bytes; less when `logprobs` are requested.
    private static let roomOfAll = 2 << 20
    /// Maximum length of a token in bytes, rare ones aside.
    private static let bytesPerToken = 8

    /// Writes the answers.
    /// - Throws: ``APIError`` when a schema cannot be satisfied.
    func answers() throws(APIError) -> [GeneratedAnswer] {
        // Plain answers, which most are, need no facts.
        let facts = ConversationFacts(request.isPlain ? [] : request.conversation)
        let tools = ToolSelection(request: request, facts: facts).tools
        let start = request.startingVariety
        var answers: [GeneratedAnswer] = []
        for index in 0..<request.answerCount {
            let variety = start &+ UInt64(index)
            if request.temperature == 0, let first = answers.first {
                answers.append(first)
            } else if tools.isEmpty {
                let (text, isUnfinished) = try text(facts, variety)
                answers.append(textAnswer(text, isUnfinished: isUnfinished))
            } else {
                let writer = ToolCallWriter(
                    request: request,
                    facts: facts,
                    variety: variety,
                    room: room,
                    budget: budget
                )
                let (calls, areUnfinished) = try writer.calls(of: tools)
                answers.append(callAnswer(calls, areUnfinished: areUnfinished))
            }
        }
        return answers
    }

    /// Maximum number of output tokens.
    private var tokenLimit: Int { request.tokenLimit ?? model.base.outputLimit }

    /// Maximum length of an answer, in bytes.
    private var room: Int {
        let ofOne = Self.roomOfAll / request.answerCount / (1 + (request.topLogprobs.map { 8 * ($0 + 1) } ?? 0))
        return min(ofOne, min(tokenLimit, Self.roomOfAll) * Self.bytesPerToken + 64)
    }

    // MARK: - Text

    private func text(
        _ facts: ConversationFacts,
        _ variety: UInt64
    ) throws(APIError) -> (text: String, isUnfinished: Bool) {
        let reply = reply(variety)
        switch request.format {
        case .text: return prompted(reply, variety) ?? limited(reply)
        case .object: return limited(JSONObjectWriter(facts: facts, reply: reply).document.text())
        case .schema(let format):
            var generator = SchemaGenerator(
                format.schema,
                source: AnswerSource(facts: facts, reply: reply),
                variety: variety,
                room: room,
                budget
            )
            do {
                return try generator.text()
            } catch {
                throw format.place.error(format.name, error)
            }
        }
    }

    /// JSON when the conversation asks for it in words and the reply is not JSON already.
    private func prompted(_ reply: String, _ variety: UInt64) -> (text: String, isUnfinished: Bool)? {
        guard ToolResults.text(of: request.conversation) == nil, !reply.isJSONObject,
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
        if let results = ToolResults.text(of: request.conversation) { return results }
        let written = model.writer.reply(to: request.conversation, variety: variety)
        guard let unseen = request.conversation.last?.attachment else { return written }
        let remark = "I cannot look at the attached \(unseen): this is a simulated answer."
        return request.conversation.last?.text.isEmpty ?? true ? remark : "\(remark) \(written)"
    }

    private func textAnswer(_ text: String, isUnfinished: Bool) -> GeneratedAnswer {
        let reasoning = min(reasoningTokens, request.tokenLimit ?? .max)
        // The end of the text counts one token, which is not missed where the text is truncated.
        let content = TokenizedText(
            text,
            isUnfinished: isUnfinished,
            stops: request.stops,
            limit: max(0, tokenLimit - reasoning - max(0, request.costs.text - 1)),
            encoding: encoding
        )
        var answer = GeneratedAnswer(
            content: content,
            isTruncated: content.isTruncated,
            tokenCount: min(tokenLimit, content.tokens.count + reasoning + request.costs.text),
            reasoningTokens: reasoning
        )
        if let count = request.topLogprobs {
            answer.logprobs = TokenLogprobs(encoding: encoding, alternatives: count).entries(content.tokens)
        }
        return answer
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

    private func callAnswer(_ calls: [ToolCall], areUnfinished: Bool) -> GeneratedAnswer {
        let cost = cost(calls.count)
        let written = calls.reduce(cost.together) { count, call in
            count + encoding.count(call.input) + cost.each(call)
        }
        let reasoning = reasoningTokens
        var answer = GeneratedAnswer(
            isTruncated: areUnfinished,
            tokenCount: written + reasoning,
            reasoningTokens: reasoning
        )
        answer.calls = calls
        return tokenLimit < answer.tokenCount ? truncated(answer, to: tokenLimit) : answer
    }

    /// Tokens of calls besides their input.
    private func cost(_ count: Int) -> (together: Int, each: (ToolCall) -> Int) {
        // If a call is demanded by name, only its arguments count as written.
        guard request.demandedTool == nil || model.base.isReasoning else {
            return (0, { _ in request.costs.demandedCall })
        }
        let costs = request.costs.ofCalls(count)
        return (costs.together, { costs.each + encoding.count($0.name) })
    }

    /// The calls truncated at a token limit; the arguments of the last one are incomplete.
    private func truncated(_ answer: GeneratedAnswer, to limit: Int) -> GeneratedAnswer {
        var answer = answer
        let cost = cost(answer.calls.count)
        answer.reasoningTokens = min(answer.reasoningTokens, limit)
        var room = limit - answer.reasoningTokens - cost.together
        var calls: [ToolCall] = []
        for call in answer.calls where room > 0 {
            let input = TokenizedText(
                call.input,
                limit: max(0, room - cost.each(call)),
                encoding: encoding
            )
            calls.append(ToolCall(name: call.name, input: input.text, isCustom: call.isCustom))
            room -= cost.each(call) + input.tokens.count
        }
        answer.calls = calls
        answer.isTruncated = true
        answer.tokenCount = limit
        if calls.isEmpty { answer.content = TokenizedText("", encoding: encoding) }
        return answer
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
