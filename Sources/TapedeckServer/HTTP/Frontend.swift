// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import TapedeckCore

/// Takes requests off connections and brings them to the chain of their session, or to the control API.
final class Frontend: Sendable {
    private let sessions: SessionTable
    private let control: ControlAPI
    private let hostCheck: HostCheck
    private let log: any RequestLog

    init(sessions: SessionTable, control: ControlAPI, hostCheck: HostCheck, log: any RequestLog) {
        self.sessions = sessions
        self.control = control
        self.hostCheck = hostCheck
        self.log = log
    }

    // MARK: - At once

    /// Where a request goes that is worth collecting for an answer at once; `nil` for every other.
    func immediateTarget(of head: HTTPRequest) -> ImmediateTarget? {
        guard case .session(let name, let target) = Route(head), let session = sessions.existing(name),
            session.playsRecordings, head.headerFields[.expect] == nil, head.headerFields[.origin] == nil,
            hostCheck.accepts(head)
        else { return nil }
        return ImmediateTarget(session: session, target: target, head: head)
    }

    /// The answer to a request that was collected, when there is one at once.
    func answerAtOnce(_ immediate: ImmediateTarget, body: ByteBuffer?) -> ServedResponse? {
        let bytes = body.map { Array($0.readableBytesView) } ?? []
        let request = ServedRequest(
            target: immediate.target,
            headerFields: immediate.head.headerFields,
            body: .bytes(bytes[...])
        )
        // An error is met again, and answered, on the way that every other request goes.
        guard let response = try? immediate.session.chain.respondAtOnce(to: request) else { return nil }
        immediate.session.session.ledger.update { $0.requests += 1 }
        return response
    }

    /// The answer to bytes that are not HTTP.
    func answer(to error: HTTPParserError) -> [HTTPResponsePart]? {
        let isTooLarge = error == .headerOverflow
        var response = ErrorEnvelope.invalidRequest(
            isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest,
            code: isTooLarge ? "headers_too_large" : "invalid_http",
            isTooLarge
                ? "The header fields of the request are larger than this server accepts."
                : "This is not an HTTP/1.1 request (\(error)); send plain HTTP to this port, not HTTPS."
        ).response
        response.head.headerFields[.connection] = "close"
        return response.parts(for: .get)
    }

    // MARK: - In a task

    /// Reads a request, answers it, and writes the answer.
    @concurrent
    func serve(_ request: Request, _ writer: consuming ResponseWriter) async throws {
        let head = request.head
        if head.headerFields[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        let body = try await RequestBody.read(
            request.body,
            length: head.headerFields[.contentLength].flatMap { Int($0) }
        )
        var response = try await answer(head, body: body)
        CrossOrigin.allow(head, in: &response.head)
        try await response.write(for: head.method, to: writer)
    }

    private func answer(_ head: HTTPRequest, body: RequestBody) async throws -> ServedResponse {
        guard hostCheck.accepts(head) else {
            return ErrorEnvelope.invalidRequest(
                .misdirectedRequest,
                code: "wrong_host",
                "The host '\(head.authority ?? "")' is not this server's; use 127.0.0.1 or localhost, or start the "
                    + "server with --allow-host."
            ).response
        }
        if let preflight = CrossOrigin.preflight(head) { return preflight }
        do {
            switch Route(head) {
            case .session(let name, let target):
                let session = try sessions.session(named: name)
                session.session.ledger.update { $0.requests += 1 }
                return try await session.chain.respond(
                    to: ServedRequest(target: target, headerFields: head.headerFields, body: body)
                )
            case .control(let target):
                // A page may send what needs no preflight without being able to read the answer.
                guard !CrossOrigin.isForeign(head) else {
                    return ErrorEnvelope.invalidRequest(
                        .forbidden,
                        code: "foreign_origin",
                        "The control API is not for pages of other hosts."
                    ).response
                }
                return try await control.respond(to: target, fields: head.headerFields, body: body)
            case .unknown:
                return ErrorEnvelope.invalidRequest(
                    .notFound,
                    code: "unknown_url",
                    "Invalid URL (\(head.method.rawValue) \(head.path ?? "")); the API is under /v1, "
                        + "and under /session/NAME/v1 for a session of its own."
                ).response
            }
        } catch let error as UpstreamError {
            return ErrorEnvelope.upstream(error).response
        } catch let error as CassetteError {
            log.failed(loggable(head), reason: error.message)
            return ErrorEnvelope.cassette(error).response
        } catch let error as SessionError {
            return error.envelope.response
        } catch let error as CancellationError {
            throw error
        } catch {
            let response = ErrorEnvelope.internalError(error)
            log.failed(loggable(head), reason: response.message)
            return response.response
        }
    }
}

extension Frontend {
    /// What a log may say of a request that no session has answered.
    private func loggable(_ head: HTTPRequest) -> RequestTarget {
        let path = Redactor(request: head.headerFields).redact(head.path ?? "", as: .lengthClass)
        return RequestTarget(method: head.method, path: String(path.prefix { $0 != "?" }), query: nil)
    }
}

/// A request that may be answered at once, with what is known of it since its head came.
struct ImmediateTarget: Sendable {
    let session: ServedSession
    let target: RequestTarget
    let head: HTTPRequest
}
