// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import NIOCore
import TapedeckCore

extension RequestRouter {
    /// Whether the event loop may send a request to the upstream; the session is noted then.
    func maySend(_ request: inout RoutedRequest) -> Bool {
        guard case .session(let name, let target) = request.route, request.isForThisHost, !request.asksForSocket,
            let session = request.context == nil ? sessions.existing(name) : request.session,
            session.chain.sendsFromEventLoop(target), request.head.headerFields[.expect] == nil,
            !CrossOrigin.isFromPage(request.head)
        else { return false }
        request.session = session
        return true
    }

    /// Sends a collected request to the upstream.
    /// - Parameters:
    ///   - request: The request, with its session.
    ///   - body: Its body.
    ///   - deliver: Called once, from any thread, unless the request is not sent.
    /// - Returns: Whether the request is sent; otherwise a task answers it.
    func send(
        _ request: RoutedRequest,
        body: ByteBuffer?,
        deliver: @escaping @Sendable (UpstreamDelivery) -> Void
    ) -> Bool {
        guard let session = request.session, case .session(_, let target) = request.route else { return false }
        var context =
            request.context
            ?? RequestContext(
                target: target,
                headerFields: request.head.headerFields,
                body: .bytes(body.map { Array($0.readableBytesView) }.map { $0[...] } ?? [])
            )
        let head = request.head
        let isTraced = context.trace != nil
        if !isTraced { context.trace = feed.trace(head, &context, session.session) }
        let trace = context.trace
        let isSent = session.chain.send(context) { delivery in
            guard case .answer(var response) = delivery else { return deliver(delivery) }
            session.session.statistics.update { $0.requests += 1 }
            session.links.keepHere(&response.head.headerFields, answering: head, target)
            deliver(.answer(trace?.watching(response) ?? response))
        }
        // A task begins the trace anew.
        if !isSent, !isTraced { trace?.discard() }
        return isSent
    }
}
