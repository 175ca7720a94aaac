// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// The response of an endpoint that asks a model; errors of parameters keep OpenAI's form.
    func inference(
        _ request: AzureRequest,
        _ version: AzureVersion?,
        _ fields: HTTPFields,
        _ body: Body
    ) async throws -> (ServedResponse, deployment: String?) {
        let named = try await AzureBody(body, request, fields)
        if let deployment = named.deployment {
            let model = withState { $0.model(ofDeployment: deployment, configuration) }
            guard let model else { throw AzureError.noSuchDeployment }
            if let version, version < .reasoning, OpenAIModel.isReasoning(model) { throw AzureError.tooOldForModel }
            return (try await translated(request, fields, named.body(asking: model), deployment), deployment)
        }
        return (try await translated(request, fields, named.original, nil), nil)
    }

    private func translated(
        _ request: AzureRequest,
        _ fields: HTTPFields,
        _ body: Body,
        _ deployment: String?
    ) async throws -> ServedResponse {
        let response: ServedResponse
        do {
            response = try await endpoint(request.translated, fields, body)
        } catch let error as APIError {
            // The model behind a deployment may have been deleted.
            if error.code == "model_not_found", deployment != nil { throw AzureError.noSuchDeployment }
            return ServedResponse.json(error.document, .indented, status: error.status)
        }
        switch request.segments.first {
        case "chat" where request.takesDeployment, "completions" where request.takesDeployment:
            return try await response.translated(
                firstEvent: AzureCompletion.text(AzureCompletion.firstEvent),
                body: AzureCompletion.body,
                event: AzureCompletion.event
            )
        case "responses":
            guard let model = namedDeployment(of: response, request, deployment) else { return response }
            let responses = AzureResponse(model: model)
            return try await response.translated(body: responses.body) { event in
                if event["type"] == "response.created" { self.remember(deployment, of: event["response"]) }
                return responses.event(event)
            }
        default: return response
        }
    }

    /// The deployment that a response names: that of the request, or that of the stored response it asks for.
    private func namedDeployment(
        of response: ServedResponse,
        _ request: AzureRequest,
        _ deployment: String?
    ) -> String? {
        if let deployment {
            if case .bytes(let bytes) = response.body.content {
                remember(deployment, of: try? JSONValue(parsing: bytes))
            }
            return deployment
        }
        guard request.segments.count > 1 else { return nil }
        let id = PercentEncoding.decodeSegment(request.segments[1])
        return withState { $0.azure.responses[id] }
    }

    /// Keeps the deployment that a response names, for requests to come.
    private func remember(_ deployment: String?, of response: JSONValue?) {
        guard let id = response?["id"]?.string else { return }
        withState { $0.azure.responses[id] = deployment }
    }
}

extension ServedResponse {
    /// The response with its JSON body, or the data of its events, translated.
    fileprivate func translated(
        firstEvent: [UInt8]? = nil,
        body translateBody: (JSONValue) -> [UInt8],
        event translateEvent: @escaping @Sendable (JSONValue) -> [UInt8]
    ) async throws -> ServedResponse {
        let isStream = head.headerFields[.contentType]?.hasPrefix("text/event-stream") ?? false
        if isStream {
            var response = self
            response.head.headerFields[.contentType] = "text/event-stream; charset=utf-8"
            response.body = Body(
                length: nil,
                slices: AzureEvents(slices: body.slices, first: firstEvent, translate: translateEvent)
            )
            return response
        }
        guard case .bytes(let bytes) = body.content, let document = try? JSONValue(parsing: bytes) else { return self }
        var response = self
        response.body = Body(translateBody(document))
        return response
    }
}

extension Body {
    /// The body as slices.
    fileprivate var slices: Slices {
        switch content {
        case .bytes(let bytes):
            AsyncThrowingStream<ArraySlice<UInt8>, any Error> { continuation in
                continuation.yield(bytes)
                continuation.finish()
            }
        case .stream(_, let slices): slices
        }
    }
}
