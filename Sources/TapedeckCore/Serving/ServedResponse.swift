// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// A response on its way to a client, from a cassette, an upstream or the simulator.
package struct ServedResponse: Sendable {
    /// Status and header fields; the server adds framing (`content-length`, `transfer-encoding`).
    package var head: HTTPResponse
    /// The body; a stream that throws closes the connection, so that the client sees a truncated body.
    package var body: Body

    /// Creates a response.
    package init(head: HTTPResponse, body: Body = Body()) {
        self.head = head
        self.body = body
    }

    /// Creates a response from its parts.
    package init(status: HTTPResponse.Status = .ok, fields: HTTPFields, body: Body = Body()) {
        self.init(head: HTTPResponse(status: status, headerFields: fields), body: body)
    }
}
