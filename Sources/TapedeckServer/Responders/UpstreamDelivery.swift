// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a responder delivers for a request that it sent to the upstream from the event loop.
enum UpstreamDelivery: Sendable {
    /// The whole response.
    case answer(ServedResponse)
    /// The response has begun and goes on in a task; the context has it.
    case begun(RequestContext)
    /// There is no response; the connection ends.
    case failed
}

extension WholeUpstreamResponse {
    /// The response in one piece.
    var served: ServedResponse { ServedResponse(head: head, body: Body(body)) }
}
