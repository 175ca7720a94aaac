// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// The service behind the recorder: takes a request, answers with a stream.
package protocol Upstream: Sendable {
    /// The base URL requests go to, as shown to people and kept in the cassette (no credentials).
    var origin: String { get }

    /// Sends a request and returns once the response head has arrived.
    ///
    /// The path of the request is the client's (`/v1/files?limit=2`); the upstream puts its own base path in the place
    /// of `/v1`. Hop-by-hop fields, `host` and `accept-encoding` of the client are not forwarded. Interim (1xx)
    /// responses are passed over. Redirects are not followed.
    /// - Parameters:
    ///   - request: The request head.
    ///   - body: The request body; a stream is read no faster than it can be sent.
    /// - Returns: The final response head and its body as it arrives.
    /// - Throws: ``UpstreamError`` when no response head arrives; `CancellationError` when the task is cancelled.
    func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse

    /// Sends a request whose body is at hand, without a task that waits for the response.
    /// - Parameters:
    ///   - request: The request head.
    ///   - body: The request body.
    ///   - receive: Called once, from any thread; it must not block.
    /// - Returns: What ends the request early, or `nil` when the upstream cannot send it this way and nothing was sent.
    func start(
        _ request: HTTPRequest,
        body: ArraySlice<UInt8>,
        receive: @escaping @Sendable (UpstreamReception) -> Void
    ) -> UpstreamCancellation?
}

extension Upstream {
    /// Sends nothing this way.
    package func start(
        _ request: HTTPRequest,
        body: ArraySlice<UInt8>,
        receive: @escaping @Sendable (UpstreamReception) -> Void
    ) -> UpstreamCancellation? { nil }
}

/// Ends a request early; its reception is a `CancellationError` then, unless it was received before.
package typealias UpstreamCancellation = @Sendable () -> Void

/// What became of a request that no task waits for.
package enum UpstreamReception: Sendable {
    /// The response arrived whole, head and body in one go.
    case whole(WholeUpstreamResponse)
    /// The response has begun.
    case begun(UpstreamResponse)
    /// No response head arrived: an ``UpstreamError`` or a `CancellationError`.
    case failed(any Error)
}

/// A response that arrived whole.
package struct WholeUpstreamResponse: Sendable {
    /// Status and fields, as in ``UpstreamResponse``.
    package let head: HTTPResponse
    /// The time from sending the request to the response head.
    package let timeToFirstByte: Duration
    /// The body as it arrived.
    package let chunks: [ReceivedChunk]

    /// Creates a response.
    package init(head: HTTPResponse, timeToFirstByte: Duration, chunks: [ReceivedChunk]) {
        self.head = head
        self.timeToFirstByte = timeToFirstByte
        self.chunks = chunks
    }

    /// The body.
    package var body: [UInt8] {
        chunks.count == 1 ? chunks[0].bytes : chunks.flatMap(\.bytes)
    }

    /// The same response for a reader that takes chunk after chunk.
    package var streamed: UpstreamResponse {
        let chunks = chunks
        return UpstreamResponse(
            head: head,
            timeToFirstByte: timeToFirstByte,
            chunks: AsyncThrowingStream { continuation in
                for chunk in chunks { continuation.yield(chunk) }
                continuation.finish()
            }
        )
    }
}

/// A response on its way from the upstream.
package struct UpstreamResponse: Sendable {
    /// The body as it arrives, decoded from its content encoding and transfer coding.
    ///
    /// Thrown ``UpstreamError``s mean that it broke off; a reader that is cancelled before the end gets a
    /// `CancellationError`, never an end. It is read once; not reading it stops the upstream from
    /// sending (back pressure).
    package typealias Chunks = any AsyncSequence<ReceivedChunk, any Error> & Sendable

    /// Status and fields, without hop-by-hop fields, a `content-encoding` that was undone, and a `content-length` that decoding made wrong.
    package let head: HTTPResponse
    /// The time from sending the request to the response head.
    package let timeToFirstByte: Duration
    /// The body as it arrives.
    package let chunks: Chunks

    /// Creates a response.
    package init(head: HTTPResponse, timeToFirstByte: Duration, chunks: Chunks) {
        self.head = head
        self.timeToFirstByte = timeToFirstByte
        self.chunks = chunks
    }
}

/// A piece of a body as it came off the network, with its time of arrival.
package struct ReceivedChunk: Sendable, Hashable {
    /// The bytes, never empty.
    package let bytes: [UInt8]
    /// The time since the response head arrived.
    package let elapsed: Duration

    /// Creates a chunk.
    package init(bytes: [UInt8], elapsed: Duration) {
        self.bytes = bytes
        self.elapsed = elapsed
    }
}
