// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct SpanExporterTests {
    /// Keeps what it is given.
    private final class Sink: SpanSink {
        let name = "sink"
        let failure: (any Error)?
        let refused: Int
        let requests = Mutex<[JSONValue]>([])
        let isClosed = Mutex(false)

        init(failure: (any Error)? = nil, refused: Int = 0) { (self.failure, self.refused) = (failure, refused) }

        func write(_ request: [UInt8]) async throws -> (refused: Int, reason: String?) {
            if let failure { throw failure }
            let document = try JSONValue(parsing: request)
            requests.withLock { $0.append(document) }
            return (refused, nil)
        }

        func close() async { isClosed.withLock { $0 = true } }

        var spanCount: Int {
            requests.withLock { requests in
                requests.reduce(0) { count, request in
                    let scope = request["resourceSpans"]?.elements?.first?["scopeSpans"]?.elements?.first
                    return count + (scope?["spans"]?.elements?.count ?? 0)
                }
            }
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        let description = "it is full."
    }

    private func export(_ count: Int, to sink: Sink) async -> (counts: SpanQueue.Counts, problem: String?) {
        let exporter = SpanExporter(sink, pause: .zero)
        for _ in 0..<count { exporter.queue.add(TracedExchangeTests.exchange()) }
        let problem = await exporter.finish(within: .seconds(60))
        return (exporter.queue.counts, problem)
    }

    @Test func `exports all that was added before its end`() async {
        let sink = Sink()
        let (counts, problem) = await export(1000, to: sink)
        #expect(counts == SpanQueue.Counts(exported: 1000, dropped: 0))
        #expect(problem == nil)
        #expect(sink.spanCount == 1000)
        #expect(sink.requests.withLock(\.count) >= 2)
        #expect(sink.isClosed.withLock { $0 })
    }

    @Test func `says once what was dropped and why`() async {
        let (counts, problem) = await export(3, to: Sink(failure: Failure()))
        #expect(counts == SpanQueue.Counts(exported: 0, dropped: 3))
        #expect(problem == "3 of 3 spans were not exported to sink: it is full.")
    }

    @Test(arguments: [(1, 1), (2, 2), (-5, 0), (99, 2)])
    func `believes a sink that refuses some`(refused: Int, dropped: Int) async {
        let queue = await export(2, to: Sink(refused: refused))
        #expect(queue.counts.dropped >= min(dropped, 2))
        #expect(queue.counts.exported + queue.counts.dropped == 2)
    }

    @Test func `drops what finds no place, and what comes after its end`() {
        let queue = SpanQueue()
        for _ in 0..<SpanQueue.countLimit + 5 { queue.add(TracedExchangeTests.exchange(body: "")) }
        #expect(queue.counts.dropped == 5)
        #expect(queue.take(upTo: 10).count == 10)
        queue.close()
        queue.add(TracedExchangeTests.exchange())
        #expect(queue.counts.dropped == 6)
        queue.abandon()
        #expect(queue.counts.dropped == SpanQueue.countLimit + 5 - 10 + 1)
    }

    @Test func `bounds the bytes that wait`() {
        let queue = SpanQueue()
        let large = TracedExchangeTests.exchange(body: String(repeating: "x", count: 1 << 20))
        for _ in 0..<100 { queue.add(large) }
        #expect(queue.counts.dropped > 30)
        let taken = queue.take(upTo: .max).count
        #expect(taken + queue.counts.dropped == 100)
        queue.add(large)
        #expect(queue.take(upTo: .max).count == 1)
    }
}
