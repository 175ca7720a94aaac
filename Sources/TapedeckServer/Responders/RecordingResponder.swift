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
        if let reason = budget.takeRequest() { return refusal(request, reason) }
        let exchange = Exchange(recorder: self, request: request)
        return try await run { try await exchange.run(answer: $0) }()
    }

    /// Runs an exchange in a task of its own.
    /// - Returns: Waits for the response.
    func run(
        _ exchange: @escaping @Sendable (_ answer: @escaping @Sendable (ServedResponse) -> Void) async throws -> Void
    ) -> @Sendable () async throws -> ServedResponse {
        let (result, promise) = AsyncThrowingStream<ServedResponse, any Error>.makeStream()
        exchanges.run {
            do {
                try await exchange { response in
                    promise.yield(response)
                    promise.finish()
                }
            } catch {
                promise.finish(throwing: error)
            }
        }
        return {
            for try await response in result { return response }
            throw CancellationError()
        }
    }

    private func refusal(_ request: RequestContext, _ reason: String) -> ServedResponse {
        var request = request
        session.statistics.update { $0.failed += 1 }
        let line = request.loggable(session)
        log.failed(line, reason: reason)
        session.feed.note(.failed(line, reason, of: session, request.trace))
        return ErrorEnvelope.limit(reason).response
    }

    // MARK: - From the event loop

    // Users' regular expressions may take long, so they must not run on an event loop.
    var sendsFromEventLoop: Bool {
        session.store.redactionRules.patterns.isEmpty && session.store.matchingRules.scrubbed.isEmpty
    }

    func send(_ request: RequestContext, deliver: @escaping @Sendable (UpstreamDelivery) -> Void) -> Bool {
        // A compressed body may be large.
        guard case .bytes(let body) = request.body, request.headerFields[.contentEncoding] == nil else { return false }
        var request = request
        guard let identity = try? request.identityAtOnce(in: session) else { return false }
        if let reason = budget.takeRequest() {
            deliver(.answer(refusal(request, reason)))
            return true
        }
        let exchange = SmallExchange(Exchange(recorder: self, request: request), identity, body: body, deliver: deliver)
        let number = exchanges.begin()
        let cancellation = upstream.start(request.head, body: body) { reception in
            exchange.receive(reception) { exchanges.end(number) }
        }
        guard let cancellation else {
            exchanges.end(number)
            budget.returnRequest()
            return false
        }
        exchanges.setCancellation(of: number, cancellation)
        return true
    }
}
