// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// A mock of the API with the state of one session.
package protocol SessionSimulator: Sendable {
    /// The upstream that a cassette names when these responses are recorded.
    var origin: String { get }

    /// Answers a request.
    /// - Parameters:
    ///   - target: Method, path (beginning with `/v1/`) and query.
    ///   - fields: The header fields.
    ///   - body: The body with its content coding undone, read once.
    /// - Returns: The response; an invalid request gets the service's own error.
    /// - Throws: What reading the body throws, an error of the disk or of the cassette.
    func respond(to target: RequestLine, fields: HTTPFields, body: Body) async throws -> ServedResponse

    /// Answers a request that needs no waiting and no computing; `nil` for every other.
    func respondAtOnce(to target: RequestLine, fields: HTTPFields, body: ArraySlice<UInt8>) -> ServedResponse?

    /// Answers a request for a WebSocket.
    func openSocket(_ target: RequestLine, fields: HTTPFields) async throws -> SocketAnswer

    /// Starts over with the state the session began with.
    func reset()
}
