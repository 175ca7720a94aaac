// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An exchange whose request, and usually whose response, is in memory, without a task.
///
/// The response goes from the thread that received it to the thread that commits, and from there to the client.
struct SmallExchange: Sendable {
    private let exchange: Exchange
    private let identity: RequestIdentity
    /// The request body as the cassette keeps it.
    private let sent: RecordedBody
    private let deliver: @Sendable (UpstreamDelivery) -> Void

    /// - Parameters:
    ///   - exchange: The exchange.
    ///   - identity: The key of its request.
    ///   - body: The body of its request.
    ///   - deliver: Called once, with what goes to the client.
    init(
        _ exchange: Exchange,
        _ identity: RequestIdentity,
        body: ArraySlice<UInt8>,
        deliver: @escaping @Sendable (UpstreamDelivery) -> Void
    ) {
        self.exchange = exchange
        self.identity = identity
        self.sent = .bytes(
            exchange.redactor.redact(
                body,
                as: .lengthClass,
                contentType: exchange.request.headerFields[.contentType]
            )
        )
        self.deliver = deliver
    }

    /// Records and delivers what the upstream sent.
    /// - Parameters:
    ///   - reception: What the upstream sent.
    ///   - ended: Called once it is delivered, or goes on in a task.
    func receive(_ reception: UpstreamReception, ended: @escaping @Sendable () -> Void) {
        switch reception {
        case .whole(let response) where ResponseRelay.isDocument(response.head, to: exchange.request.target.method):
            record(response, ended)
        case .whole(let response): relay(response.streamed, ended)
        case .begun(let response): relay(response, ended)
        case .failed(let error as UpstreamError):
            deliver(.answer(exchange.failed(error)))
            ended()
        case .failed:
            deliver(.failed)
            ended()
        }
    }

    /// Goes on in a task.
    private func relay(_ response: UpstreamResponse, _ ended: () -> Void) {
        let (exchange, sent) = (exchange, sent)
        var request = exchange.request
        request.begun = exchange.recorder.run { answer in
            try await exchange.relay(response, sent: { (nil, sent) }, answer: answer)
        }
        deliver(.begun(request))
        ended()
    }

    private func record(_ response: WholeUpstreamResponse, _ ended: @escaping @Sendable () -> Void) {
        let duration = exchange.elapsed
        guard exchange.recorder.policy.keeps(status: response.head.status.code) else {
            return end(response, duration, failure: nil, ended)
        }
        exchange.recorder.session.store.append {
            let received = ResponseRedaction.whole(response, redactor: exchange.redactor)
            return try exchange.interaction(
                identity,
                sent: sent,
                RecordedResponse(
                    status: response.head.status.code,
                    headerFields: exchange.kept(response.head.headerFields),
                    body: received.body,
                    chunks: received.chunks,
                    timeToFirstByte: response.timeToFirstByte.microseconds,
                    duration: duration.microseconds,
                    outcome: .complete
                )
            )
        } completion: { failure in
            end(response, duration, failure: failure, ended)
        }
    }

    /// Counts the exchange, and gives the client the response; it is recorded by now.
    private func end(
        _ response: WholeUpstreamResponse,
        _ duration: Duration,
        failure: (any Error)?,
        _ ended: () -> Void
    ) {
        var usage = UsageReader(contentType: response.head.headerFields[.contentType])
        for chunk in response.chunks { usage.push(chunk.bytes) }
        let served = response.served
        exchange.count(
            Exchange.Ending(
                status: response.head.status.code,
                length: served.body.length ?? 0,
                tokens: usage.finish(),
                duration: duration,
                failure: failure
            )
        )
        deliver(.answer(served))
        ended()
    }
}
