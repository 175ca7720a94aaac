// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Answers with the simulator.
struct SimulatorResponder: Responder {
    let session: Session
    let simulator: any SessionSimulator
    /// The log of requests, if any.
    let log: (any RequestLog)?

    /// Answers every request.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        let response = try await simulator.respond(
            to: request.target,
            fields: request.headerFields,
            body: try request.decodedBody()
        )
        return count(response, request)
    }

    /// Answers a chat completion that needs no waiting.
    func respondAtOnce(to request: inout RequestContext) throws -> ImmediateResponse? {
        guard case .bytes(let bytes) = request.body, request.headerFields[.contentEncoding] == nil,
            let response = simulator.respondAtOnce(to: request.target, fields: request.headerFields, body: bytes)
        else { return nil }
        return ImmediateResponse(count(response, request))
    }

    /// Opens a simulated WebSocket.
    func openSocket(_ request: RequestContext) async throws -> SocketAnswer? {
        let answer = try await simulator.openSocket(request.target, fields: request.headerFields)
        session.statistics.update { $0.simulated += 1 }
        session.feed.note(ServedEvent(.simulated, request, of: session))
        switch answer {
        case .accepted: log?.simulated(request.target, status: 101, bytes: nil)
        case .refused(let response):
            log?.simulated(request.target, status: response.head.status.code, bytes: response.body.length)
        }
        return answer
    }

    private func count(_ response: ServedResponse, _ request: RequestContext) -> ServedResponse {
        session.statistics.update { $0.simulated += 1 }
        session.feed.note(
            ServedEvent(.simulated, request, of: session, status: response.head.status.code)
                .telling(request, of: session)
        )
        log?.simulated(request.target, status: response.head.status.code, bytes: response.body.length)
        return response
    }
}
