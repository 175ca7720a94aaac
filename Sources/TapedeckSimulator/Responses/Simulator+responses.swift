// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension Simulator {
    /// Creates a response; fits its model first if needed.
    @concurrent
    func createResponse(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        if let cached = cachedModelResponse(to: body) { return cached }
        let request = try ResponseRequest(parsing: body)
        let model = try await responseModel(request.model)
        try request.check(ResponseTraits(model.base))
        let earlier = try withState { (state) throws(APIError) in try state.earlierItems(request) }
        let context = try context(request, model, earlier)
        var stamp: ResponseStamp?
        var results: [HostedToolResult] = []
        if !request.tools.hosted.isEmpty {
            let made = makeStamp(earlier.tag)
            stamp = made
            results = try await runHostedTools(request, model, context, made)
        }
        let prepared = try PreparedResponse(request, model, context, results)
        if request.isIndependent { responseCache.keep(prepared, size: prepared.size, for: body) }
        return respond(prepared, stamp ?? makeStamp(earlier.tag))
    }

    /// The response to a repeated request; `nil` when it is new, depends on the session, or its model was deleted.
    func cachedModelResponse(to body: ArraySlice<UInt8>) -> ServedResponse? {
        guard let prepared = responseCache[body], withState({ $0.knowsModel(prepared.request.model) }) else {
            return nil
        }
        return respond(prepared, makeStamp(nil))
    }

    private func makeStamp(_ tag: String?) -> ResponseStamp {
        withState { state in
            state.clock.tick()
            return ResponseStamp(tag: tag, &state)
        }
    }

    private func respond(_ prepared: PreparedResponse, _ stamp: ResponseStamp) -> ServedResponse {
        let settings = prepared.request.settings
        // A response in the background can be asked for even if it is not stored, and a conversation keeps its items.
        let isStored = settings.isStored || settings.isBackground
        guard isStored || prepared.request.conversationID != nil else { return prepared.response(stamp) }
        let stored = withState { state in
            var stored = StoredResponse(prepared, stamp)
            if stored.stage.isFinal { state.finish(&stored) }
            if isStored { state.responses.add(stored) }
            if state.pace == .instant { state.settleResponse(stored.stamp.id) }
            return stored
        }
        return prepared.response(stored.stamp)
    }

    /// The model of a response.
    /// - Throws: ``APIError`` when there is none, or it is of another endpoint.
    func responseModel(_ name: String) async throws -> LanguageModel {
        guard let model = try await languageModel(name) else {
            throw APIError(
                message: "The requested model '\(name)' does not exist.",
                param: "model",
                code: "model_not_found"
            )
        }
        guard model.base.kind == .chat || model.base.kind == .responses else {
            throw APIError(
                message: "The requested model '\(name)' cannot be used with the Responses API.",
                param: "model"
            )
        }
        return model
    }

    /// What the model reads: earlier items, then the input.
    /// - Throws: ``APIError`` for items that do not belong together, and when they are too long.
    func context(
        _ request: ResponseRequest,
        _ model: LanguageModel,
        _ earlier: EarlierItems
    ) throws(APIError) -> ResponseContext {
        var items = earlier.items + earlier.input
        var counter = ResponseTokens(encoding: model.base.encoding, isReasoning: model.base.isReasoning)
        var tokens = counter.count(request, items)
        if tokens > model.base.contextWindow {
            guard request.settings.truncates else { throw .tooLongInput }
            items = counter.fitting(items, in: model.base.contextWindow)
            tokens = counter.count(request, items)
            guard tokens <= model.base.contextWindow else { throw .tooLongInput }
        }
        let conversation = request.conversation(items)
        try request.text.check(ResponseTraits(model.base), conversation)
        return ResponseContext(
            input: earlier.input,
            items: items,
            conversation: conversation,
            inputTokens: tokens
        )
    }

    private func runHostedTools(
        _ request: ResponseRequest,
        _ model: LanguageModel,
        _ context: ResponseContext,
        _ stamp: ResponseStamp
    ) async throws -> [HostedToolResult] {
        var identifiers = stamp.hostedIdentifiers
        let isFunctionCalled = request.callsFunction(context.conversation)
        let documents = context.items.map(\.document)
        var results: [HostedToolResult] = []
        for (tool, demand) in zip(request.tools.hosted, request.toolChoice.hosted) {
            let calls = results.reduce(0) { $0 + $1.items.count }
            let isOver =
                isFunctionCalled || results.contains(where: \.endsResponse)
                || request.settings.toolCallLimit.map { calls >= $0 } ?? false
            let hosted = HostedToolRequest(
                demand: isOver ? .excluded : demand,
                conversation: context.conversation,
                input: documents,
                include: request.settings.include,
                model: model.base,
                simulator: self
            )
            if let result = try await tool.run(hosted, &identifiers) { results.append(result) }
        }
        return results
    }
}

/// The items before those of a request, and the items of the request with references resolved.
struct EarlierItems: Sendable {
    var items: [ResponseItem] = []
    var input: [ResponseItem]
    /// The tag of the chain; `nil` for a new one.
    var tag: String?
}

extension SimulatorState {
    /// The items that a request continues.
    /// - Throws: ``APIError`` when they are not stored, or do not fit to the input.
    func earlierItems(_ request: ResponseRequest) throws(APIError) -> EarlierItems {
        var earlier = EarlierItems(input: request.input)
        if let id = request.previousID {
            let chain = try responses.chain(endingWith: id)
            earlier.items = chain.flatMap { $0.inputItems + $0.outputItems }
            earlier.tag = chain.last?.stamp.tag
        }
        if let id = request.conversationID {
            let conversation = try conversations.conversation(id)
            earlier.items = conversation.items.all
            earlier.tag = conversation.tag
        }
        earlier.input = try earlier.input.resolved { id in
            earlier.items.last { $0.id == id } ?? responses.item(id)
        }
        try ItemOrder.check(earlier.input, after: earlier.items)
        return earlier
    }
}

extension ResponseRequest {
    /// Whether the response follows from the body alone.
    fileprivate var isIndependent: Bool {
        previousID == nil && conversationID == nil && tools.hosted.isEmpty && !input.contains(where: \.isLookedUp)
    }

    /// Throws for what the model does not support.
    func check(_ traits: ResponseTraits) throws(APIError) {
        try reasoning.check(traits)
        guard traits.isReasoning else {
            if settings.include.contains("reasoning.encrypted_content") {
                throw APIError(message: "Encrypted content is not supported with this model.", param: "include")
            }
            return
        }
        guard (reasoning.effort ?? traits.defaultEffort) != "none" else { return }
        for (name, value) in [("temperature", settings.temperature), ("top_p", settings.topP)] where value != nil {
            throw APIError(
                message: "Unsupported parameter: '\(name)' is not supported with this model.",
                param: name
            )
        }
        if settings.include.contains("message.output_text.logprobs") {
            throw APIError(message: "logprobs are not supported with reasoning models.", param: "include")
        }
    }

    /// Whether the model calls a function of the client.
    fileprivate func callsFunction(_ conversation: [ConversationMessage]) -> Bool {
        guard !tools.callable.isEmpty else { return false }
        let generation = GenerationRequest(
            conversation: conversation,
            tools: tools.callable,
            toolChoice: toolChoice.callable,
            costs: TokenCosts(text: 0, call: 0, demandedCall: 0, severalCalls: 0, eachOfSeveral: 0)
        )
        return !ToolSelection(request: generation, facts: ConversationFacts(conversation)).tools.isEmpty
    }
}

extension APIError {
    /// The error for more input than the model reads.
    fileprivate static let tooLongInput = APIError(
        message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
        param: "input",
        code: "context_length_exceeded"
    )
}
