// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A response of the chain.
struct ServedResponse: Sendable {
    /// Status and fields; framing (`content-length`, `transfer-encoding`) is the server's.
    var head: HTTPResponse
    /// The body; a stream that throws breaks the connection off, so that the client sees a body cut short.
    var body: Body

    /// Creates a response.
    init(head: HTTPResponse, body: Body = Body()) {
        self.head = head
        self.body = body
    }
}
