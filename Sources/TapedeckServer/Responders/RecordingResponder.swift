// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Sends requests to the upstream, relays the response as it arrives, and records both.
///
/// The exchange runs in its own task, so that a client that leaves does not lose the recording.
struct RecordingResponder: Responder {
    let session: Session
    let upstream: any Upstream
    let policy: RecordingPolicy
    let budget: UpstreamBudget
    let exchanges: ExchangeGroup
    let log: any RequestLog

    /// Records the request and relays the response.
    func respond(to request: inout RequestContext) async throws -> ServedResponse? {
        try request.requireKnownCoding()
        if let reason = budget.takeRequest() {
            session.statistics.update { $0.failed += 1 }
            log.failed(request.loggable(session), reason: reason)
            return ErrorEnvelope.limit(reason).response
        }
        let (result, promise) = AsyncThrowingStream<ServedResponse, any Error>.makeStream()
        let exchange = Exchange(recorder: self, request: request) { response in
            promise.yield(response)
            promise.finish()
        }
        exchanges.run {
            var exchange = exchange
            do {
                try await exchange.run()
            } catch {
                promise.finish(throwing: error)
            }
        }
        for try await response in result { return response }
        throw CancellationError()
    }
}
