// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import TapedeckCore

/// Routes requests to a session or to the control API.
final class RequestRouter: Sendable {
    let sessions: SessionTable
    private let control: ControlAPI
    /// The requests that are answered while somebody looks.
    var feed: EventFeed { control.feed }
    private let hostCheck: HostCheck
    private let crossOrigin: CrossOrigin
    private let log: any RequestLog
    /// The requests that reached neither a session nor the control API.
    let refusals = RefusalList()
    /// The responses that are given again to requests of the same bytes.
    let repeatedAnswers = RepeatedAnswers()

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

    // MARK: - On the event loop

    /// Finds where a request goes, once, when its head arrives.
    func route(_ head: HTTPRequest) -> RoutedRequest {
        RoutedRequest(
            head: head,
            route: Route(head),
            isForThisHost: hostCheck.accepts(head),
            asksForSocket: SocketHandshake.isAsked(by: head)
        )
    }

    /// Whether the event loop may be able to answer; the session is noted then.
    func mayAnswerAtOnce(_ request: inout RoutedRequest) -> Bool {
        let head = request.head
        guard case .session(let name, _) = request.route, request.isForThisHost, let session = sessions.existing(name),
            session.answersAtOnce, head.headerFields[.expect] == nil, !CrossOrigin.isFromPage(head),
            !request.asksForSocket
        else { return false }
        request.session = session
        return true
    }

    /// The response to a collected request, if it needs no waiting; otherwise the context stays with the request.
    func answerAtOnce(_ request: inout RoutedRequest, body: ByteBuffer?) -> ImmediateResponse? {
        guard let session = request.session, case .session(_, let target) = request.route else { return nil }
        let bytes = body.map { Array($0.readableBytesView) } ?? []
        var context = RequestContext(target: target, headerFields: request.head.headerFields, body: .bytes(bytes[...]))
        context.trace = feed.trace(request.head, &context, session.session)
        // The request's task meets the same error again and answers it.
        let response = try? session.chain.respondAtOnce(to: &context)
        guard var response else {
            request.context = context
            return nil
        }
        session.session.statistics.update { $0.requests += 1 }
        session.links.keepHere(&response.head.headerFields, answering: request.head, target)
        context.trace?.end(response.head, response.body[...])
        return response
    }

    /// The response to bytes that are no request; it ends the connection.
    func answer(to error: any Error) -> [HTTPResponsePart]? {
        guard let fault = RequestFault(error) else { return nil }
        let envelope = fault.envelope
        // A client that left in the middle of a request gets no response.
        if fault != .unreadable(.invalidEOFState) {
            refusals.add(fault.requestLine, code: envelope.code, reason: envelope.message)
            log.refused(fault.requestLine, reason: envelope.message)
            feed.noteRefusal(fault.requestLine, envelope.status, envelope.message)
        }
        var response = envelope.response
        response.head.headerFields[.connection] = "close"
        return ImmediateResponse(response)?.parts(for: .get)
    }

    // MARK: - In a task

    /// Reads a request and writes its response.
    @concurrent
    func serve(
        _ routed: RoutedRequest,
        body: HummingbirdCore.RequestBody,
        _ writer: consuming ResponseWriter
    ) async throws {
        let head = routed.head
        if head.headerFields[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        var routed = routed
        // A body that was collected on the event loop is in the context already.
        let body =
            if let context = routed.context {
                context.body
            } else {
                try await RequestBody.read(body, length: head.headerFields[.contentLength].flatMap { Int($0) })
            }
        var response = try await answer(&routed, body: body)
        crossOrigin.allow(head, in: &response.head)
        try await response.write(for: head.method, to: writer)
    }

    /// Answers a request for a WebSocket, and serves the WebSocket.
    /// - Parameters:
    ///   - routed: The request.
    ///   - writer: Writes the response, unless the WebSocket opens.
    ///   - open: Opens the WebSocket with the head of its response.
    /// - Throws: `CancellationError`, and errors of a connection that has closed.
    @concurrent
    func serveSocket(
        _ routed: RoutedRequest,
        _ writer: consuming ResponseWriter,
        open: (HTTPResponse) async throws -> SocketConnection
    ) async throws {
        var routed = routed
        let head = routed.head
        var response = try await answer(&routed, body: .bytes([]))
        if let conversation = routed.conversation {
            do {
                let connection = try await open(response.head)
                if let error = await connection.run(conversation) {
                    log.failed(loggable(head), reason: error.text(for: .commandLine))
                }
                return
            } catch let refusal as SocketRefusal {
                response = refusal.response
            }
        }
        crossOrigin.allow(head, in: &response.head)
        try await response.write(for: head.method, to: writer)
    }

    private func answer(_ routed: inout RoutedRequest, body: RequestBody) async throws -> ServedResponse {
        let head = routed.head
        guard routed.isForThisHost else {
            return refuse(
                head,
                .misdirectedRequest,
                code: "wrong_host",
                "The host '\(head.authority ?? "")' is not this server's; use 127.0.0.1 or localhost, or "
                    + "\(Remedy.allowHost.clause(for: .commandLine)). If the client took this server for its proxy, "
                    + ErrorEnvelope.insteadOfProxy
            )
        }
        if let preflight = crossOrigin.preflight(head) { return preflight }
        // A page can send requests without preflight even if it cannot read the response.
        guard !crossOrigin.isForeign(head) else {
            return refuse(
                head,
                .forbidden,
                code: "foreign_origin",
                "The page \(head.headerFields[.origin] ?? "of another origin") may not use this server; "
                    + "to let it, \(Remedy.allowOrigin.clause(for: .commandLine))."
            )
        }
        do {
            switch routed.route {
            case .session(let name, let target):
                // A session noted earlier may have ended since, unless it has decided on the request already.
                let decided = routed.context == nil ? nil : routed.session
                let session = try decided ?? sessions.session(named: name)
                session.session.statistics.update { $0.requests += 1 }
                var context =
                    routed.context ?? RequestContext(target: target, headerFields: head.headerFields, body: body)
                if routed.asksForSocket {
                    let handshake = try SocketHandshake(head)
                    switch try await session.chain.openSocket(context) {
                    case .refused(let response): return response
                    case .accepted(let fields, let conversation):
                        routed.conversation = conversation
                        return ServedResponse(head: handshake.response(fields))
                    }
                }
                if context.trace == nil { context.trace = feed.trace(head, &context, session.session) }
                var response: ServedResponse
                do {
                    response = try await session.chain.respond(to: &context)
                } catch {
                    context.trace?.end(failure: Self.code(of: error))
                    throw error
                }
                session.links.keepHere(&response.head.headerFields, answering: head, target)
                return context.trace?.watching(response) ?? response
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
            log.failed(loggable(head), reason: error.text(for: .commandLine))
            return ErrorEnvelope.contentCoding(error).response
        } catch let error as CassetteError {
            log.failed(loggable(head), reason: error.text(for: .commandLine))
            return ErrorEnvelope.cassette(error).response
        } catch let error as SessionError {
            let envelope = error.envelope
            if case .control = routed.route { return envelope.response }
            return refuse(head, envelope.status, code: envelope.code, envelope.message)
        } catch let refusal as SocketRefusal {
            log.failed(loggable(head), reason: refusal.message)
            return refusal.response
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
    /// Refuses a request that reaches no session, and logs it.
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
        feed.noteRefusal(requestLine, status, message)
        return ErrorEnvelope.invalidRequest(status, code: code, answer ?? message).response
    }

    /// The code of an error that leaves a request without a response of its session.
    private static func code(of error: any Error) -> String {
        switch error {
        case let error as UpstreamError: error.code.description
        case let error as CassetteError: error.code.description
        case let error as ContentCodingError: ErrorEnvelope.contentCoding(error).code
        case is CancellationError: "cancelled"
        default: "internal_error"
        }
    }

    /// A request that reached no session as a log may show it.
    private func loggable(_ head: HTTPRequest) -> RequestLine {
        let target = RequestLine(method: head.method, pathAndQuery: head.path ?? "")
        let redactor = Redactor(request: head.headerFields, query: target.query)
        return RequestLine(
            method: head.method,
            path: redactor.redact(path: target.path, as: .lengthClass),
            query: nil
        )
    }
}

/// A request with its route, found when its head arrived.
struct RoutedRequest: Sendable {
    let head: HTTPRequest
    let route: Route
    let isForThisHost: Bool
    /// Whether the request is one for a WebSocket.
    let asksForSocket: Bool
    /// The session, if a response on the event loop was possible.
    var session: ServedSession?
    /// The context, if such a response was tried and not found.
    var context: RequestContext?
    /// The conversation of the WebSocket, if one was accepted.
    var conversation: (any SocketConversation)?
}
