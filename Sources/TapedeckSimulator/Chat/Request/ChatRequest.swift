// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request of a chat completion.
struct ChatRequest: Sendable {
    let model: String
    let messages: [ChatMessage]
    /// Whether tools are given as `functions`, so that calls are returned as `function_call`.
    let usesFunctions: Bool
    let tokenLimit: TokenLimit?
    let topLogprobs: Int?
    /// What the model is asked for.
    let generation: GenerationRequest
    let isStreamed: Bool
    let includesUsage: Bool
    let includesObfuscation: Bool
    let isStored: Bool
    let metadata: [JSONMember]
    let serviceTier: String
    let reasoningEffort: String?
    /// The predicted text, from `prediction`.
    let prediction: String?
    /// All fields of the request, for stored completions.
    let fields: RequestFields

    /// Maximum number of completion tokens, with the name of its field.
    struct TokenLimit: Sendable {
        let name: String
        let count: Int
    }
}

extension ChatRequest {
    /// Reads the body of a request.
    /// - Throws: ``APIError`` for a request that the service refuses for every model.
    init(parsing bytes: ArraySlice<UInt8>) throws(APIError) {
        let fields = try RequestFields(parsing: bytes)
        model = try fields.modelName()
        _ = try fields.required("messages")
        let unknown = SpelledSet(fields.members.lazy.map(\.name).filter { !Self.names.contains($0) })
        guard unknown.isEmpty else { throw .unrecognizedArguments(unknown.sorted()) }
        self.fields = fields
        let settings = try ChatSettings(fields)
        tokenLimit = settings.tokenLimit
        topLogprobs = settings.topLogprobs
        isStreamed = settings.isStreamed
        includesUsage = settings.includesUsage
        includesObfuscation = settings.includesObfuscation
        isStored = settings.isStored
        metadata = settings.metadata
        serviceTier = settings.serviceTier
        reasoningEffort = settings.reasoningEffort
        prediction = settings.prediction
        messages = try ChatMessage.list(fields)
        let budget = WorkBudget()
        let tools = try CallableTool.list(fields, budget)
        usesFunctions = fields["functions"] != nil
        let toolChoice = try ToolChoice(fields, tools: tools)
        let isParallel = try fields.bool("parallel_tool_calls")
        guard isParallel == nil || !tools.isEmpty else {
            throw APIError(
                message: "'parallel_tool_calls' is only allowed when 'tools' are specified.",
                param: "parallel_tool_calls"
            )
        }
        generation = GenerationRequest(
            conversation: messages.map(ConversationMessage.init),
            tools: tools,
            toolChoice: toolChoice,
            allowsParallelCalls: (isParallel ?? true) && !usesFunctions,
            format: try AnswerFormat(fields, messages: messages, budget),
            answerCount: settings.choiceCount,
            stops: settings.stops,
            tokenLimit: settings.tokenLimit?.count,
            temperature: settings.temperature,
            seed: settings.seed,
            topLogprobs: settings.topLogprobs,
            reasoningEffort: settings.reasoningEffort,
            costs: .chat
        )
    }

    private static let names: Set<String> = [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
        "max_tokens", "messages", "metadata", "modalities", "model", "moderation", "n", "parallel_tool_calls",
        "prediction", "presence_penalty", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
        "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream",
        "stream_options", "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity",
        "web_search_options",
    ]
}

extension TokenCosts {
    /// Output tokens as chat completions count them.
    fileprivate static let chat = TokenCosts(text: 0, call: 7, demandedCall: 0, severalCalls: 0, eachOfSeveral: 14)
}

extension ConversationMessage {
    /// A message of a chat request.
    fileprivate init(_ message: ChatMessage) {
        self.init(
            role: message.role.rawValue,
            text: message.text,
            name: message.name,
            calls: message.toolCalls,
            callIDs: message.toolCallIDs,
            answeredCallID: message.answeredCallID,
            attachment: message.attachment
        )
    }
}

extension ChatMessage {
    /// The kind of attachment that the simulator cannot read.
    fileprivate var attachment: String? {
        for (kind, name) in [(ContentPart.Kind.image, "image"), (.audio, "audio"), (.file, "file")]
        where content.contains(where: { $0.kind == kind }) {
            return name
        }
        return nil
    }
}

extension APIError {
    /// The error for unknown fields.
    static func unrecognizedArguments(_ names: [String]) -> APIError {
        APIError(
            message: "Unrecognized request argument\(names.count == 1 ? "" : "s") supplied: "
                + names.joined(separator: ", ")
        )
    }

    /// The error for a field that a model does not support.
    static func unsupportedParameter(_ name: String, instead: String? = nil) -> APIError {
        APIError(
            message: "Unsupported parameter: '\(name)' is not supported with this model."
                + (instead.map { " Use '\($0)' instead." } ?? ""),
            param: name,
            code: "unsupported_parameter"
        )
    }
}
