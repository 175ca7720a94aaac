// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Answers requests, or passes them on to the next responder of a chain.
protocol Responder: Sendable {
    /// Whether this responder handles a request; the chain skips one that does not.
    func handles(_ target: RequestLine) -> Bool
    /// Answers a request, or returns `nil` to pass it to the next responder.
    ///
    /// The body must stay readable for the next responder; see ``RequestBody``.
    func respond(to request: inout RequestContext) async throws -> ServedResponse?
    /// Answers on the event loop if no waiting is needed, else returns `nil`.
    ///
    /// The server calls this before it starts a task for the request: the hot path of replay.
    func respondAtOnce(to request: inout RequestContext) throws -> ImmediateResponse?
    /// Whether this responder sends requests to the upstream from the event loop.
    var sendsFromEventLoop: Bool { get }
    /// Sends a request whose body is in memory to the upstream.
    /// - Parameters:
    ///   - request: The request.
    ///   - deliver: Called once, from any thread, if the request is sent.
    /// - Returns: Whether the request is sent; otherwise ``respond(to:)`` answers it.
    func send(_ request: RequestContext, deliver: @escaping @Sendable (UpstreamDelivery) -> Void) -> Bool
    /// Answers a request for a WebSocket, or returns `nil` when this responder has none.
    func openSocket(_ request: RequestContext) async throws -> SocketAnswer?
}

extension Responder {
    /// Has no WebSocket.
    func openSocket(_ request: RequestContext) async throws -> SocketAnswer? { nil }

    /// Sends nothing from the event loop.
    var sendsFromEventLoop: Bool { false }

    /// Sends nothing.
    func send(_ request: RequestContext, deliver: @escaping @Sendable (UpstreamDelivery) -> Void) -> Bool { false }

    /// Handles every request.
    func handles(_ target: RequestLine) -> Bool { true }

    /// Never answers on the event loop.
    func respondAtOnce(to request: inout RequestContext) throws -> ImmediateResponse? { nil }
}

/// The responders of a session, in order.
struct ResponderChain: Sendable {
    private let links: [any Responder]
    private let pollWatch: PollWatch?

    /// Creates a chain.
    /// - Parameters:
    ///   - links: The responders in order; the last one answers everything.
    ///   - pollWatch: Warns about clients that poll without pausing.
    init(_ links: [any Responder], pollWatch: PollWatch? = nil) {
        self.links = links
        self.pollWatch = pollWatch
    }

    /// The response of the first responder that has one.
    func respond(to request: inout RequestContext) async throws -> ServedResponse {
        if let begun = request.begun { return try await begun() }
        pollWatch?.saw(request.target)
        for link in links {
            if let response = try await link.respond(to: &request) { return response }
        }
        preconditionFailure("The last link of a chain answers everything")
    }

    /// The answer of the first responder that has WebSockets.
    /// - Throws: ``SocketRefusal`` when none has, since they are neither recorded nor replayed.
    func openSocket(_ request: RequestContext) async throws -> SocketAnswer {
        for link in links {
            if let answer = try await link.openSocket(request) { return answer }
        }
        throw SocketRefusal(
            status: .notImplemented,
            code: "websocket_not_supported",
            message: "Tapedeck neither records nor replays WebSockets; only its simulator answers them. Let the client "
                + "use the HTTP API here, or send it to a server of 'tapedeck simulate'."
        )
    }

    /// Whether the first responder that handles a request sends it from the event loop.
    func sendsFromEventLoop(_ target: RequestLine) -> Bool {
        links.first { $0.handles(target) }?.sendsFromEventLoop ?? false
    }

    /// Has the first responder that handles a request send it to the upstream.
    /// - Returns: Whether it is sent.
    func send(_ request: RequestContext, deliver: @escaping @Sendable (UpstreamDelivery) -> Void) -> Bool {
        guard let link = links.first(where: { $0.handles(request.target) }),
            link.send(request, deliver: deliver)
        else { return false }
        pollWatch?.saw(request.target)
        return true
    }

    /// The response of the first responder that handles the request, if it has one on the event loop.
    func respondAtOnce(to request: inout RequestContext) throws -> ImmediateResponse? {
        let responder = links.first { $0.handles(request.target) }
        guard var response = try responder?.respondAtOnce(to: &request) else { return nil }
        if let pollWatch {
            let target = request.target
            pollWatch.saw(target)
            if target.method == .get { response.repetition?.sawPoll = { pollWatch.saw(target) } }
        }
        return response
    }
}
