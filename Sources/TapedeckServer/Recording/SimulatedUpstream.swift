// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The simulator as an upstream, so that its responses can be recorded.
struct SimulatedUpstream: Upstream {
    let simulator: any SessionSimulator

    /// The upstream that the cassette names.
    var origin: String { simulator.origin }

    /// Sends a request to the simulator.
    func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse {
        let clock = ContinuousClock()
        let begin = clock.now
        let response = try await simulator.respond(
            to: RequestLine(method: request.method, pathAndQuery: request.path ?? "/"),
            fields: request.headerFields,
            body: try body.decoded(codings: request.headerFields[.contentEncoding])
        )
        let arrival = clock.now
        return UpstreamResponse(
            head: response.head,
            timeToFirstByte: arrival - begin,
            chunks: response.body.chunks(since: arrival)
        )
    }
}

extension Body {
    /// The body as it would come off a network.
    fileprivate func chunks(since begin: ContinuousClock.Instant) -> UpstreamResponse.Chunks {
        switch content {
        case .bytes(let bytes):
            let chunks = bytes.isEmpty ? [] : [ReceivedChunk(bytes: Array(bytes), elapsed: .zero)]
            return AsyncThrowingStream { continuation in
                for chunk in chunks { continuation.yield(chunk) }
                continuation.finish()
            }
        case .stream(_, let slices): return Self.timed(slices, since: begin)
        }
    }

    private static func timed<Slices: AsyncSequence<ArraySlice<UInt8>, any Error> & Sendable>(
        _ slices: Slices,
        since begin: ContinuousClock.Instant
    ) -> UpstreamResponse.Chunks {
        slices.filter { !$0.isEmpty }
            .map { ReceivedChunk(bytes: Array($0), elapsed: ContinuousClock.now - begin) }
    }
}
