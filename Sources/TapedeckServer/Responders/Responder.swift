// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A link of the chain that answers requests.
protocol Responder: Sendable {
    /// Whether this responder handles a request; the chain skips one that does not.
    func handles(_ target: RequestLine) -> Bool
    /// Answers a request, or hands it over to the next link by returning `nil`.
    ///
    /// A link that hands over must leave the body readable for the next; see ``RequestBody``.
    func respond(to request: inout RequestContext) async throws -> ServedResponse?
    /// Answers without waiting for anything, where that is possible; `nil` leaves the request untouched.
    ///
    /// The server asks before it starts a task for the request; this is the hot path of replay.
    func respondAtOnce(to request: inout RequestContext) throws -> ServedResponse?
}

extension Responder {
    /// Is asked for every request.
    func handles(_ target: RequestLine) -> Bool { true }

    /// Never answers at once.
    func respondAtOnce(to request: inout RequestContext) throws -> ServedResponse? { nil }
}

/// The links a session's requests go through, in order.
struct ResponderChain: Sendable {
    private let links: [any Responder]
    private let pollWatch: PollWatch?

    /// Creates a chain.
    /// - Parameters:
    ///   - links: The links in order; the last one answers everything.
    ///   - pollWatch: What looks for clients that poll without a pause.
    init(_ links: [any Responder], pollWatch: PollWatch? = nil) {
        self.links = links
        self.pollWatch = pollWatch
    }

    /// The answer of the first link that has one.
    func respond(to request: inout RequestContext) async throws -> ServedResponse {
        pollWatch?.saw(request.target)
        for link in links {
            if let response = try await link.respond(to: &request) { return response }
        }
        preconditionFailure("The last link of a chain answers everything")
    }

    /// The answer of the first link that is asked for the request, when it has one at once.
    func respondAtOnce(to request: inout RequestContext) throws -> ServedResponse? {
        let response = try links.first { $0.handles(request.target) }?.respondAtOnce(to: &request)
        if response != nil { pollWatch?.saw(request.target) }
        return response
    }
}
