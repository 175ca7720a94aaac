// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// The exchanges whose spans are to be exported, and the counts of those that were.
///
/// It is bounded: what finds no place is dropped and counted, so that a server never waits for a collector.
package final class SpanQueue: Sendable {
    /// Maximum number of exchanges that wait.
    static let countLimit = 4096
    /// Maximum number of bytes that they take.
    static let byteLimit = 64 << 20

    /// What became of spans.
    package struct Counts: Sendable, Hashable {
        /// The spans that were exported.
        package var exported = 0
        /// The spans that were not.
        package var dropped = 0
    }

    private struct State {
        var waiting: Deque<TracedExchange> = []
        var bytes = 0
        var counts = Counts()
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Signals that something waits; finished when nothing more comes.
    let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    /// Creates an empty queue.
    package init() { (arrivals, arrival) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// What became of spans so far; those that wait are in neither count.
    package var counts: Counts { state.withLock(\.counts) }

    /// Takes an exchange that has ended.
    func add(_ exchange: TracedExchange) {
        let size = exchange.size
        state.withLock { state in
            guard !state.isClosed, state.waiting.count < Self.countLimit, state.bytes + size <= Self.byteLimit else {
                state.counts.dropped += 1
                return
            }
            state.waiting.append(exchange)
            state.bytes += size
        }
        arrival.yield()
    }

    /// Gives out the first exchanges that wait.
    func take(upTo limit: Int) -> [TracedExchange] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(limit))
            state.waiting.removeFirst(taken.count)
            state.bytes -= taken.reduce(0) { $0 + $1.size }
            return taken
        }
    }

    /// Counts spans that were taken out.
    func count(exported: Int, dropped: Int) {
        state.withLock { state in
            state.counts.exported += exported
            state.counts.dropped += dropped
        }
    }

    /// Takes nothing more; what waits can still be taken out.
    func close() {
        state.withLock { $0.isClosed = true }
        arrival.finish()
    }

    /// Counts what waits as dropped.
    func abandon() {
        state.withLock { state in
            state.counts.dropped += state.waiting.count
            (state.waiting, state.bytes) = ([], 0)
        }
    }
}
