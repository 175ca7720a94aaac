// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TapedeckCore

extension Simulator {
    /// Answers a request for a WebSocket.
    /// - Parameters:
    ///   - target: The request.
    ///   - fields: Its header fields.
    /// - Returns: The WebSocket, or the service's error.
    /// - Throws: Errors of reading a training file.
    package func openSocket(_ target: RequestLine, fields: HTTPFields) async throws -> SocketAnswer {
        let protocols = SocketProtocols(fields[.secWebSocketProtocol])
        var fields = fields
        if fields[.authorization] == nil {
            // Azure's clients name their key in another field.
            let key = target.path.hasPrefix("/openai/") ? HTTPField.Name("api-key").flatMap { fields[$0] } : nil
            fields[.authorization] = (protocols.key ?? key).map { "Bearer \($0)" }
        }
        do {
            try Self.authorize(fields)
            switch target.path.split(separator: "/").last {
            case "responses": return accept(responsesConversation(fields), protocols)
            case "realtime":
                let key = fields[.authorization]?.split(separator: " ").last.map { String($0) } ?? ""
                return accept(try await realtimeConversation(target, key: key), protocols)
            default: throw APIError.socketNotSimulated(target)
            }
        } catch let error as APIError {
            return .refused(response(to: error, nil))
        }
    }

    private func accept(_ conversation: any SocketConversation, _ protocols: SocketProtocols) -> SocketAnswer {
        withState { $0.clock.tick() }
        var fields = addCommonFields(to: ServedResponse(fields: [:]), WireTraits()).head.headerFields
        fields[.secWebSocketProtocol] = protocols.chosen
        return .accepted(fields, conversation)
    }

    private func responsesConversation(_ fields: HTTPFields) -> ResponsesConversation {
        ResponsesConversation(opened: withState { $0.now }, now: { self.withState { $0.now } }) { body in
            try await self.respond(
                to: RequestLine(method: .post, path: "/v1/responses", query: nil),
                fields: fields,
                body: Body(body)
            )
        }
    }
}

/// The protocols that a client offers: browsers, which can set no header fields, send the key among them.
private struct SocketProtocols {
    private static let keyPrefix = "openai-insecure-api-key."

    /// The key, if one is offered.
    let key: String?
    /// The protocol for the response; `nil` when none of the service's is offered.
    let chosen: String?

    init(_ field: String?) {
        let offered = field?.split(separator: ",").map(\.trimmingSpaces) ?? []
        key = offered.first { $0.hasPrefix(Self.keyPrefix) }.map { String($0.dropFirst(Self.keyPrefix.count)) }
        chosen = offered.contains("realtime") ? "realtime" : nil
    }
}

extension APIError {
    /// The error for a WebSocket that the simulator does not have.
    fileprivate static func socketNotSimulated(_ target: RequestLine) -> APIError {
        APIError(
            status: .notFound,
            message: "Invalid URL (\(target.method.rawValue) \(target.path))\n"
                + "Tapedeck's simulator has WebSockets at /v1/responses and /v1/realtime."
        )
    }
}
