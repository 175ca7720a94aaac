// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// Creates a chat completion; fits its model first if needed.
    @concurrent
    func createChatCompletion(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        if let cached = cachedCompletion(for: body) { return response(cached) }
        let request = try ChatRequest(parsing: body)
        let prepared = try PreparedCompletion(request, try await chatModel(request.model))
        completionCache.keep(prepared, size: prepared.size, for: body)
        if OpenAIModel.named(request.model) != nil { quickModels.note(request.model) }
        return response(prepared)
    }

    /// The response on the event loop, to a repeated request or a small one; `nil` for all others, and for errors.
    func immediateResponse(to body: ArraySlice<UInt8>) -> ServedResponse? {
        if let cached = cachedCompletion(for: body) { return cached.isInMemory ? response(cached) : nil }
        guard body.count <= Self.immediateLimit, let request = try? ChatRequest(parsing: body), request.isQuick,
            quickModels.contains(request.model), let base = calendar.model(named: request.model), base.isChat,
            let prepared = try? PreparedCompletion(request, LanguageModel(base))
        else { return nil }
        completionCache.keep(prepared, size: prepared.size, for: body)
        return response(prepared)
    }

    /// The largest body, in bytes, that is answered on the event loop.
    ///
    /// An untuned model answers this much text in a few hundred microseconds at worst, which is what the longest of the
    /// other requests that are answered there take; a task costs a short text more than its answer.
    private static let immediateLimit = 2048

    /// The completion of a repeated request; `nil` when it is new, or its model was deleted.
    private func cachedCompletion(for body: ArraySlice<UInt8>) -> PreparedCompletion? {
        guard let prepared = completionCache[body], withState({ $0.knowsModel(prepared.request.model) }) else {
            return nil
        }
        return prepared
    }

    private func response(_ prepared: PreparedCompletion) -> ServedResponse {
        let stamp = withState { state in
            state.clock.tick()
            let stamp = CompletionStamp(
                id: state.identifiers.chatCompletion(at: state.now),
                created: state.now,
                requestID: state.identifiers.request(),
                identifiers: state.identifiers.branch()
            )
            if let stored = prepared.stored(stamp) { state.completions.add(stored) }
            return stamp
        }
        var response = prepared.response(stamp)
        response.head.headerFields[.requestID] = stamp.requestID
        return response
    }

    private func chatModel(_ name: String) async throws -> LanguageModel {
        guard let model = try await languageModel(name) else {
            throw missingModel(name)
        }
        guard model.base.kind != .responses else { throw APIError.onlyForResponses }
        guard model.base.isChat else { throw APIError.notForChat }
        return model
    }
}

extension ChatRequest {
    /// Whether the answer is one plain text, so that the work is bounded by the length of the request.
    fileprivate var isQuick: Bool {
        generation.isPlain && generation.answerCount == 1 && topLogprobs == nil && prediction == nil
            && !messages.contains { $0.text.namesJSON }
    }
}

extension APIError {
    /// The error for a model that only answers responses.
    fileprivate static let onlyForResponses = APIError(
        status: .notFound,
        message: "This model is only supported in v1/responses and not in v1/chat/completions.",
        param: "model"
    )

    /// The error for a model of another endpoint.
    fileprivate static let notForChat = APIError(
        status: .notFound,
        message:
            "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use "
            + "v1/completions?",
        param: "model"
    )
}
