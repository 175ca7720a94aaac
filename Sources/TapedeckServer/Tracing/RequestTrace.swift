// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// A request that gets a span, from its arrival to the end of its response.
final class RequestTrace: Sendable {
    /// Maximum number of bytes of a response that are kept until its span is made.
    private static let bodyLimit = 1 << 20

    private let queue: SpanQueue
    /// The exchange; `nil` once it has ended.
    private let exchange: Mutex<TracedExchange?>

    init(_ request: TracedExchange.Request, _ queue: SpanQueue) {
        self.queue = queue
        self.exchange = Mutex(TracedExchange(request: request))
    }

    deinit {
        // Whoever waited for the response has left.
        end(failure: "cancelled")
    }

    /// Notes what became of the request.
    func note(_ event: ServedEvent) {
        exchange.withLock { $0?.event = event }
    }

    /// Makes no span.
    func discard() {
        exchange.withLock { $0 = nil }
    }

    /// Notes that the response has begun.
    func begin(_ head: HTTPResponse) {
        exchange.withLock { $0?.head = head }
    }

    /// Notes a part of the body.
    func take(_ slice: ArraySlice<UInt8>) {
        exchange.withLock { exchange in
            guard let length = exchange?.length, length + slice.count <= Self.bodyLimit else { return }
            exchange?.append(slice)
        }
    }

    /// Ends the exchange; ending it again does nothing.
    /// - Parameter failure: Why the response did not end as it should.
    func end(failure: String? = nil) {
        guard var ended = exchange.withLock({ $0.take() }) else { return }
        ended.end = WallClock.now
        ended.failure = failure
        queue.add(ended)
    }

    /// Ends with a response in one piece.
    func end(_ head: HTTPResponse, _ body: ArraySlice<UInt8>) {
        begin(head)
        take(body)
        end()
    }

    /// The response, of which the span is made when its body has ended.
    func watching(_ response: ServedResponse) -> ServedResponse {
        switch response.body.content {
        case .bytes(let bytes):
            end(response.head, bytes)
            return response
        case .stream(let length, let slices):
            if let ready = response.body.readySlices {
                end(response.head, ready.bytes[...])
                return response
            }
            begin(response.head)
            return ServedResponse(
                head: response.head,
                body: Body(length: length, slices: TracedSlices(slices: slices, trace: self))
            )
        }
    }
}

/// The slices of a response, which its span sees too.
private struct TracedSlices: AsyncSequence, Sendable {
    typealias Failure = any Error

    let slices: Body.Slices
    let trace: RequestTrace

    func makeAsyncIterator() -> Iterator { Iterator(slices: slices.makeAsyncIterator(), trace: trace) }

    struct Iterator: AsyncIteratorProtocol {
        var slices: any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>
        let trace: RequestTrace

        mutating func next() async throws -> ArraySlice<UInt8>? {
            do {
                guard let slice = try await slices.next(isolation: nil) else {
                    trace.end()
                    return nil
                }
                trace.take(slice)
                return slice
            } catch {
                trace.end(failure: error is CancellationError ? "cancelled" : "broken_off")
                throw error
            }
        }
    }
}

extension EventFeed {
    /// Begins the trace of a request to a session; `nil` where no spans are made, or the caller records none.
    func trace(_ head: HTTPRequest, _ request: inout RequestContext, _ session: Session) -> RequestTrace? {
        guard let spans else { return nil }
        var random = SystemRandomNumberGenerator()
        let context = TraceContext(head.headerFields, &random)
        guard context.isSampled else { return nil }
        var body: ArraySlice<UInt8> = []
        if case .bytes(let bytes) = request.body { body = bytes }
        let traced = TracedExchange.Request(
            target: request.loggable(session),
            body: body,
            coding: head.headerFields[.contentEncoding],
            authority: head.authority,
            context: context,
            session: session.name,
            cassette: session.store is EmptyCassette ? nil : session.store.name,
            redactor: request.redactor(in: session),
            start: WallClock.now
        )
        return RequestTrace(traced, spans)
    }
}
