// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// Creates a legacy completion; fits its model first if needed.
    @concurrent
    func createTextCompletion(_ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        if let cached = cachedTextCompletion(to: body) { return cached }
        let request = try TextCompletionRequest(parsing: body)
        let prepared = try PreparedTextCompletion(request, try await textModel(request.model))
        textCompletionCache.keep(prepared, size: prepared.size, for: body)
        return response(prepared)
    }

    /// The response to a repeated request; `nil` when it is new, or its model was deleted.
    func cachedTextCompletion(to body: ArraySlice<UInt8>) -> ServedResponse? {
        guard let prepared = textCompletionCache[body], withState({ $0.knowsModel(prepared.model) }) else { return nil }
        return response(prepared)
    }

    private func response(_ prepared: PreparedTextCompletion) -> ServedResponse {
        let stamp = withState { state in
            state.clock.tick()
            return CompletionStamp(
                id: state.identifiers.textCompletion(at: state.now),
                created: state.now,
                requestID: state.identifiers.request(),
                identifiers: state.identifiers.branch()
            )
        }
        var response = prepared.response(stamp)
        response.head.headerFields[.requestID] = stamp.requestID
        return response
    }

    /// The model that a request names, if it writes legacy completions.
    private func textModel(_ name: String) async throws -> LanguageModel {
        guard let model = try await languageModel(name) else { throw missingModel(name) }
        switch model.base.kind {
        case .completion: return model
        case .chat, .responses: throw APIError.chatModel
        default: throw APIError.notForSampling
        }
    }
}

extension IdentifierGenerator {
    /// `cmpl-` and 29 characters of base 62, which sort by time.
    mutating func textCompletion(at time: Int) -> String {
        "cmpl-" + chatCompletion(at: time).dropFirst("chatcmpl-".count)
    }
}

extension APIError {
    /// The error for a chat model.
    fileprivate static let chatModel = APIError(
        status: .notFound,
        message: "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use "
            + "v1/chat/completions?",
        param: "model"
    )

    /// The error for a model that writes no text.
    fileprivate static let notForSampling = APIError(
        status: .forbidden,
        message: "You are not allowed to sample from this model",
        origin: .gateway
    )
}
