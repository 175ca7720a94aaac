// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// An upstream that takes requests without a task, and answers when the test says so.
final class TasklessUpstream: Upstream {
    typealias Receiver = @Sendable (UpstreamReception) -> Void

    let origin = "https://upstream.test/v1"
    private let receivers = Mutex<[Receiver]>([])
    private let cancellations = Mutex(0)

    /// The number of requests that were sent.
    var count: Int { receivers.withLock { $0.count } }
    /// The number of requests that were cancelled.
    var cancelled: Int { cancellations.withLock { $0 } }

    func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse { throw UpstreamError.test }

    func start(
        _ request: HTTPRequest,
        body: ArraySlice<UInt8>,
        receive: @escaping Receiver
    ) -> UpstreamCancellation? {
        receivers.withLock { $0.append(receive) }
        return { self.cancellations.withLock { $0 += 1 } }
    }

    /// Answers the last request.
    func answer(_ reception: UpstreamReception) {
        receivers.withLock { $0.last }?(reception)
    }
}

extension UpstreamReception {
    /// A response that arrived whole.
    static func whole(_ chunks: String..., status: Int = 200, fields: HTTPFields = .json) -> UpstreamReception {
        .whole(
            WholeUpstreamResponse(
                head: HTTPResponse(status: HTTPResponse.Status(code: status), headerFields: fields),
                timeToFirstByte: .milliseconds(5),
                chunks: chunks.map { ReceivedChunk(bytes: Array($0.utf8), elapsed: .zero) }
            )
        )
    }

    /// A response that has begun, and whose chunks the test feeds.
    static func begun(_ fields: HTTPFields, _ chunks: UpstreamResponse.Chunks) -> UpstreamReception {
        .begun(UpstreamResponse(fields: fields, chunks: chunks))
    }
}

extension HTTPFields {
    static let json: HTTPFields = [.contentType: "application/json"]
}
