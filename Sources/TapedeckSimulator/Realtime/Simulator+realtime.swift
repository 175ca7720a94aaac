// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// The model of a client secret that names none.
    private static let standardModel = "gpt-realtime"

    /// Begins a session of the Realtime API.
    /// - Parameters:
    ///   - target: The request; its query names the model.
    ///   - key: The key, which may be a client secret.
    /// - Returns: The conversation.
    /// - Throws: ``APIError`` when there is no such model, and errors of reading a training file.
    func realtimeConversation(_ target: RequestLine, key: String) async throws -> RealtimeConversation {
        let query = ListQuery(target.query)
        if query["call_id"] != nil { throw APIError.realtimeNotSimulated("it has no calls to join", param: "call_id") }
        if let intent = query["intent"] {
            throw APIError.realtimeNotSimulated("it has no sessions for \(intent.prefix(50))", param: "intent")
        }
        let (secret, now) = withState { state in
            state.clock.tick()
            return (state.clientSecrets[key], state.now)
        }
        if let secret, secret.expires <= now { throw APIError.expiredClientSecret }
        guard let name = query["model"] ?? query["deployment"] ?? secret?.configuration.model else {
            throw APIError(message: "you must provide a model parameter", param: "model")
        }
        let configuration =
            secret.flatMap { $0.configuration.model == name ? $0.configuration : nil }
            ?? RealtimeConfiguration(model: name)
        let writer = RealtimeWriter(model: try await realtimeModel(name))
        let identifiers = withState { $0.identifiers.branch() }
        return RealtimeConversation(
            session: RealtimeSession(
                configuration,
                writer: writer,
                events: RealtimeEvents(identifiers: identifiers, time: now)
            ),
            opened: now
        ) {
            self.withState { state in
                state.clock.tick()
                return state.now
            }
        }
    }

    /// Creates a client secret.
    func createClientSecret(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["expires_after", "session"])
        var life = 600
        if let expiry = try fields.object("expires_after") {
            _ = try expiry.string("anchor", oneOf: ["created_at"])
            life = try expiry.integer("seconds", in: 10...7200) ?? life
        }
        let given = try fields.object("session")
        let model = try given?.string("model") ?? Self.standardModel
        try Self.check(model, calendar.model(named: model))
        var configuration = RealtimeConfiguration(model: model)
        if let given { try configuration.update(given) }
        let (secret, id) = withState { state in
            state.clock.tick()
            let secret = ClientSecret(
                value: state.identifiers.clientSecret(),
                expires: state.now + life,
                configuration: configuration
            )
            state.clientSecrets.add(secret)
            return (secret, state.identifiers.realtime("sess", at: state.now))
        }
        return .json(
            [
                "value": .string(secret.value), "expires_at": .integer(secret.expires),
                "session": configuration.document(id: id, expires: 0),
            ],
            .indented
        )
    }

    private func realtimeModel(_ name: String) async throws -> LanguageModel {
        let model = try await languageModel(name)
        try Self.check(name, model?.base)
        guard let model else { throw APIError.noRealtimeModel(name) }
        return model
    }

    private static func check(_ name: String, _ model: OpenAIModel?) throws(APIError) {
        guard let model else { throw .noRealtimeModel(name) }
        guard model.kind == .realtime else {
            throw APIError(
                message: "Model \"\(name)\" is not supported in realtime mode.",
                param: "model",
                code: "invalid_model"
            )
        }
    }
}

extension APIError {
    fileprivate static func noRealtimeModel(_ name: String) -> APIError {
        var error = APIError.noSuchModel(name)
        error.origin = .service
        return error
    }

    fileprivate static let expiredClientSecret = APIError(
        status: .unauthorized,
        message: "The client secret has expired; create another one with POST /v1/realtime/client_secrets.",
        code: "invalid_api_key",
        origin: .gateway
    )
}
