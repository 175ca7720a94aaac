// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The link that asks the upstream and keeps nothing.
struct PassThrough: Responder {
    private let upstream: any Upstream
    private let ledger: Ledger
    private let accepts: @Sendable (RequestTarget) -> Bool

    /// Creates the link.
    /// - Parameters:
    ///   - upstream: Where requests go.
    ///   - session: The session whose account they enter.
    ///   - accepts: Which requests are passed; the others go to the next link.
    init(
        upstream: any Upstream, session: Session, accepts: @escaping @Sendable (RequestTarget) -> Bool
    ) {
        self.upstream = upstream
        self.ledger = session.ledger
        self.accepts = accepts
    }

    /// Sends the request on and relays the answer as it arrives.
    func respond(to request: inout ServedRequest) async throws -> ServedResponse? {
        guard accepts(request.target) else { return nil }
        let response = try await upstream.send(request.head, body: request.body.body)
        ledger.update { $0.passed += 1 }
        return ServedResponse(
            head: response.head, body: Body(length: response.contentLength(to: request.target.method), slices: RelayedSlices(chunks: response.chunks)))
    }
}

/// The chunks of an upstream as slices.
private struct RelayedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error
    let chunks: UpstreamResponse.Chunks

    func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var chunks: any AsyncIteratorProtocol<ReceivedChunk, any Error>

        mutating func next() async throws -> ArraySlice<UInt8>? {
            try await chunks.next(isolation: nil)?.bytes[...]
        }
    }
}

extension ServedRequest {
    /// The request as it goes to the upstream.
    var head: HTTPRequest {
        var fields = headerFields
        fields[.tapedeckSession] = nil
        return HTTPRequest(
            method: target.method, scheme: nil, authority: nil, path: target.pathAndQuery, headerFields: fields)
    }
}

extension UpstreamResponse {
    /// The length of the body by its field; `nil` when it is not known or the response has no body.
    func contentLength(to method: HTTPRequest.Method) -> Int? {
        method == .head ? nil : head.headerFields[.contentLength].flatMap { Int($0) }
    }
}
