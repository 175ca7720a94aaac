// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import TapedeckCore

/// Takes requests off connections and brings them to the chain of their session, or to the control API.
final class RequestRouter: Sendable {
    private let sessions: SessionTable
    private let control: ControlAPI
    private let hostCheck: HostCheck
    private let crossOrigin: CrossOrigin
    private let log: any RequestLog
    /// The requests that reached neither a session nor the control API.
    let refusals = RefusalList()

    init(
        sessions: SessionTable,
        control: ControlAPI,
        hostCheck: HostCheck,
        crossOrigin: CrossOrigin = CrossOrigin(),
        log: any RequestLog
    ) {
        self.sessions = sessions
        self.control = control
        self.hostCheck = hostCheck
        self.crossOrigin = crossOrigin
        self.log = log
    }

    // MARK: - At once

    /// Where a request goes that is worth collecting for an answer at once; `nil` for every other.
    func immediateTarget(of head: HTTPRequest) -> ImmediateTarget? {
        guard case .session(let name, let target) = Route(head), let session = sessions.existing(name),
            session.answersAtOnce, head.headerFields[.expect] == nil, !CrossOrigin.isFromPage(head),
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
        guard var response = try? immediate.session.chain.respondAtOnce(to: request) else { return nil }
        immediate.session.session.statistics.update { $0.requests += 1 }
        immediate.session.links.keepHere(&response.head.headerFields, answering: immediate.head, immediate.target)
        return response
    }

    /// The answer to what is no request; the connection ends with it.
    func answer(to error: any Error) -> [HTTPResponsePart]? {
        guard let fault = RequestFault(error) else { return nil }
        let envelope = fault.envelope
        // A client that left in the middle of a request asked for nothing.
        if fault != .unreadable(.invalidEOFState) {
            refusals.add(fault.requestLine, code: envelope.code, reason: envelope.message)
            log.refused(fault.requestLine, reason: envelope.message)
        }
        var response = envelope.response
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
        crossOrigin.allow(head, in: &response.head)
        try await response.write(for: head.method, to: writer)
    }

    private func answer(_ head: HTTPRequest, body: RequestBody) async throws -> ServedResponse {
        guard hostCheck.accepts(head) else {
            return refuse(
                head,
                .misdirectedRequest,
                code: "wrong_host",
                "The host '\(head.authority ?? "")' is not this server's; use 127.0.0.1 or localhost, or start the "
                    + "server with --allow-host. If the client took this server for its proxy, "
                    + ErrorEnvelope.insteadOfProxy
            )
        }
        if let preflight = crossOrigin.preflight(head) { return preflight }
        // A page may send what needs no preflight without being able to read the answer.
        guard !crossOrigin.isForeign(head) else {
            return refuse(
                head,
                .forbidden,
                code: "foreign_origin",
                "The page \(head.headerFields[.origin] ?? "of another origin") may not use this server; to let it, start "
                    + "the server with --allow-origin and the page's origin, such as https://app.example."
            )
        }
        do {
            switch Route(head) {
            case .session(let name, let target):
                let session = try sessions.session(named: name)
                session.session.statistics.update { $0.requests += 1 }
                var response = try await session.chain.respond(
                    to: ServedRequest(target: target, headerFields: head.headerFields, body: body)
                )
                session.links.keepHere(&response.head.headerFields, answering: head, target)
                return response
            case .control(let target):
                return try await control.respond(to: target, fields: head.headerFields, body: body)
            case .nowhere(let problem):
                let advice = problem.advice(host: head.authority ?? "127.0.0.1:PORT")
                let what = problem.code == "unknown_url" ? "Invalid URL" : "Invalid session name"
                return refuse(
                    head,
                    problem.code == "unknown_url" ? .notFound : .badRequest,
                    code: problem.code,
                    "\(advice).",
                    answering: "\(what) (\(head.method.rawValue) \((head.path ?? "").prefix(200))): \(advice)."
                )
            }
        } catch let error as UpstreamError {
            return ErrorEnvelope.upstream(error).response
        } catch let error as ContentCodingError {
            log.failed(loggable(head), reason: "\(error)")
            return ErrorEnvelope.contentCoding(error).response
        } catch let error as CassetteError {
            log.failed(loggable(head), reason: error.message)
            return ErrorEnvelope.cassette(error).response
        } catch let error as SessionError {
            let envelope = error.envelope
            if case .control = Route(head) { return envelope.response }
            return refuse(head, envelope.status, code: envelope.code, envelope.message)
        } catch let error as CancellationError {
            throw error
        } catch {
            let response = ErrorEnvelope.internalError(error)
            log.failed(loggable(head), reason: response.message)
            return response.response
        }
    }
}

extension RequestRouter {
    /// Refuses a request that reaches no session, and tells of it.
    private func refuse(
        _ head: HTTPRequest,
        _ status: HTTPResponse.Status,
        code: String,
        _ message: String,
        answering answer: String? = nil
    ) -> ServedResponse {
        let target = loggable(head)
        let requestLine = "\(target.method.rawValue) \(target.path.prefix(300))"
        refusals.add(requestLine, code: code, reason: message)
        log.refused(requestLine, reason: message)
        return ErrorEnvelope.invalidRequest(status, code: code, answer ?? message).response
    }

    /// What a log may say of a request that no session has answered.
    private func loggable(_ head: HTTPRequest) -> RequestTarget {
        let target = RequestTarget(method: head.method, pathAndQuery: head.path ?? "")
        let redactor = Redactor(request: head.headerFields, query: target.query)
        return RequestTarget(
            method: head.method,
            path: redactor.redact(path: target.path, as: .lengthClass),
            query: nil
        )
    }
}

/// A request that may be answered at once, with what is known of it since its head came.
struct ImmediateTarget: Sendable {
    let session: ServedSession
    let target: RequestTarget
    let head: HTTPRequest
}
