// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// An upstream whose answers, and when their chunks come, are the test's.
final class FakeUpstream: Upstream {
    typealias Answer = @Sendable (HTTPRequest, Body) async throws -> UpstreamResponse

    let origin = "https://upstream.test/v1"
    private let answer: Answer
    private let seen = Mutex<[HTTPRequest]>([])

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// The requests that were sent, in order.
    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse {
        seen.withLock { $0.append(request) }
        return try await answer(request, body)
    }
}

extension FakeUpstream {
    /// An upstream that reads the request and answers with chunks that come at once, a millisecond apart.
    convenience init(
        _ chunks: String...,
        status: Int = 200,
        fields: HTTPFields = [.contentType: "application/json"],
        error: (any Error)? = nil
    ) {
        self.init(chunks: chunks, status: status, fields: fields, error: error)
    }

    /// The same, of a list.
    static func chunks(_ chunks: [String], fields: HTTPFields, error: (any Error)? = nil) -> FakeUpstream {
        FakeUpstream(chunks: chunks, status: 200, fields: fields, error: error)
    }

    private convenience init(chunks: [String], status: Int, fields: HTTPFields, error: (any Error)?) {
        self.init { _, body in
            _ = try await body.collect(upTo: 64 << 20)
            let (stream, feed) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
            for (index, chunk) in chunks.enumerated() {
                feed.yield(ReceivedChunk(bytes: Array(chunk.utf8), elapsed: .milliseconds(index)))
            }
            feed.finish(throwing: error)
            return UpstreamResponse(status: status, fields: fields, chunks: stream)
        }
    }
}

extension UpstreamResponse {
    init(status: Int = 200, fields: HTTPFields, chunks: Chunks) {
        self.init(
            head: HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields),
            timeToFirstByte: .milliseconds(5),
            chunks: CancellableChunks(chunks: chunks)
        )
    }
}

/// Chunks that throw when their reader is cancelled before the end, as an upstream's do.
private struct CancellableChunks: AsyncSequence, Sendable {
    typealias Failure = any Error
    let chunks: UpstreamResponse.Chunks

    func makeAsyncIterator() -> Iterator { Iterator(chunks: chunks.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var chunks: any AsyncIteratorProtocol<ReceivedChunk, any Error>

        mutating func next() async throws -> ReceivedChunk? {
            let chunk = try await chunks.next(isolation: nil)
            if chunk == nil { try Task.checkCancellation() }
            return chunk
        }
    }
}

extension HTTPFields {
    static let eventStream: HTTPFields = [.contentType: "text/event-stream; charset=utf-8"]
    static let octets: HTTPFields = [.contentType: "application/octet-stream"]
}

extension UpstreamError {
    static let test = UpstreamError(code: .brokenOff, message: "The upstream broke off.")
}
