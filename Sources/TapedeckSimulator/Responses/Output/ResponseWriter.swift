// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import TapedeckTokens

/// What a model reads for a response.
struct ResponseContext: Sendable {
    /// The items of the request.
    let input: [ResponseItem]
    /// The items before and of the request.
    let items: [ResponseItem]
    /// The same as text, with the instructions.
    let conversation: [ConversationMessage]
    /// Number of tokens.
    let inputTokens: Int
}

/// A writer of a response's output: reasoning, what hosted tools made, and a message or calls.
struct ResponseWriter {
    let request: ResponseRequest
    let model: LanguageModel
    let traits: ResponseTraits
    let context: ResponseContext
    let hosted: [HostedToolResult]

    /// The output with its token counts.
    struct Output {
        var items: [ItemTemplate] = []
        /// The text of the message.
        var text = ""
        var usage: ResponseUsage
        var isIncomplete = false
        var prefixes: [String] = []
        var callCount = 0
    }

    /// Writes the output.
    /// - Throws: ``APIError`` when a schema cannot be satisfied.
    func output() throws(APIError) -> Output {
        let inputTokens = context.inputTokens + hosted.reduce(0) { $0 + $1.inputTokens }
        var output = Output(usage: ResponseUsage(inputTokens: inputTokens, outputTokens: 0))
        var writer = ItemWriter(encoding: model.base.encoding, hasPhase: traits.hasPhase)
        let isList = { (item: OutputItem) in item.done["type"]?.string == ItemType.mcpListTools.rawValue }
        let lists = hosted.flatMap(\.items).filter(isList).map(ItemTemplate.init)
        let hostedItems = hosted.flatMap(\.items).filter { !isList($0) }.map(ItemTemplate.init)
        // What a server offers is read before the model begins.
        output.items += lists
        if hosted.contains(where: \.endsResponse) {
            if reasons { output.items.append(reasoning(&writer, tokens: 0)) }
            output.items += hostedItems
            output.usage.outputTokens = 20 * hostedItems.count
        } else {
            let answer = try answer()
            output.usage.outputTokens = answer.tokenCount
            output.usage.reasoningTokens = answer.reasoningTokens
            let isCutWhileReasoning =
                answer.isTruncated && answer.reasoningTokens > 0 && answer.calls.isEmpty
                && answer.content?.text.isEmpty ?? true
            if isCutWhileReasoning, traits.roundsReasoning {
                output.usage.reasoningTokens -= output.usage.reasoningTokens % 64
                output.usage.outputTokens = output.usage.reasoningTokens
            }
            if reasons { output.items.append(reasoning(&writer, tokens: answer.reasoningTokens)) }
            output.items += hostedItems
            if !isCutWhileReasoning { output.items += items(of: answer, &writer) }
            output.isIncomplete = answer.isTruncated
            output.text = answer.content?.text ?? ""
        }
        output.items += compaction(inputTokens, &writer)
        output.prefixes = writer.prefixes
        output.callCount = writer.callCount
        return output
    }

    // MARK: - The model

    private var effort: String? { request.reasoning.effort ?? traits.defaultEffort }

    /// Whether the model thinks before it answers.
    private var reasons: Bool { traits.isReasoning && effort != "none" }

    private func answer() throws(APIError) -> GeneratedAnswer {
        let hasSchema = if case .schema = request.text.format { true } else { false }
        let settings = request.settings
        let generation = GenerationRequest(
            conversation: context.conversation,
            tools: request.tools.callable,
            toolChoice: request.toolChoice.callable,
            allowsParallelCalls: request.allowsParallelCalls,
            format: request.text.format,
            tokenLimit: settings.tokenLimit,
            temperature: settings.temperature,
            topLogprobs: settings.include.contains("message.output_text.logprobs") ? settings.topLogprobs : nil,
            reasoningEffort: effort,
            costs: .responses(
                traits,
                reasons: reasons && effort != "minimal",
                hasTools: !request.tools.isEmpty,
                hasSchema: hasSchema
            )
        )
        let answers = try AnswerWriter(
            request: generation,
            model: LanguageModel(id: model.id, base: model.base, writer: writer),
            encoding: model.base.encoding,
            promptTokens: context.inputTokens
        )
        .answers()
        return answers.first ?? GeneratedAnswer(tokenCount: 0)
    }

    /// The writer of the text: what a hosted tool found, else the model.
    private var writer: any TextWriter {
        guard let text = found?.text else { return model.writer }
        return FoundText(text: text)
    }

    /// What the last hosted tool with a text found.
    private var found: HostedToolResult? { hosted.last { $0.text != nil } }

    /// What a message cites, if it is what a hosted tool found, whole or truncated.
    private func annotations(of text: String) -> [TextAnnotation] {
        guard let found, found.text?.hasPrefix(text) == true else { return [] }
        let length = text.unicodeScalars.count
        return found.annotations.filter { $0.end <= length }
    }

    private func items(of answer: GeneratedAnswer, _ writer: inout ItemWriter) -> [ItemTemplate] {
        guard answer.calls.isEmpty else {
            return answer.calls.enumerated().map { index, call in
                writer.call(
                    call,
                    namespace: request.tools.namespaces[call.name],
                    isIncomplete: answer.isTruncated && index == answer.calls.count - 1
                )
            }
        }
        guard let content = answer.content else { return [] }
        return [
            writer.message(
                content,
                logprobs: answer.logprobs?.map(\.sortedMembers),
                annotations: annotations(of: content.text),
                isIncomplete: answer.isTruncated
            )
        ]
    }

    // MARK: - Reasoning

    private func reasoning(_ writer: inout ItemWriter, tokens: Int) -> ItemTemplate {
        writer.reasoning(
            summary: request.reasoning.summary == nil || tokens == 0 ? nil : summary,
            tokens: tokens,
            isEncrypted: request.settings.include.contains("reasoning.encrypted_content")
        )
    }

    /// A summary of reasoning, which says that it is simulated.
    private var summary: String {
        let words = ConversationFacts(context.conversation).keywords.prefix(5)
        let topic = words.isEmpty ? "the request" : words.joined(separator: ", ")
        return "**Considering the request**\n\nThis is simulated reasoning about \(topic)."
    }

    // MARK: - Compaction

    /// The conversation compacted, if it is longer than `context_management` allows.
    private func compaction(_ inputTokens: Int, _ writer: inout ItemWriter) -> [ItemTemplate] {
        guard let threshold = request.settings.compactionThreshold, inputTokens > threshold else { return [] }
        return [writer.compaction(CompactedConversation(context.conversation))]
    }
}

/// The text of a hosted tool as that of the model.
private struct FoundText: TextWriter {
    let text: String

    func reply(to messages: [ConversationMessage], variety: UInt64) -> String { text }
}

extension JSONValue {
    /// The document with the members of each object sorted by name.
    fileprivate var sortedMembers: JSONValue {
        switch self {
        case .object(let members):
            .object(
                JSONValue.canonicalOrder(members.map { JSONMember(name: $0.name, value: $0.value.sortedMembers) })
            )
        case .array(let elements): .array(elements.map(\.sortedMembers))
        default: self
        }
    }
}
