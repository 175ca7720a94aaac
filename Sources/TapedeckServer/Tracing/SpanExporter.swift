// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Where spans go.
package protocol SpanSink: Sendable {
    /// What a message calls it, such as the path of a file.
    var name: String { get }
    /// Writes a request to export spans, `ExportTraceServiceRequest` as JSON on one line.
    /// - Returns: The number of spans that were refused, and why.
    /// - Throws: An error when none was taken.
    func write(_ request: [UInt8]) async throws -> (refused: Int, reason: String?)
    /// Ends the connection, or closes the file.
    func close() async
}

/// Turns exchanges into spans and exports them, apart from requests.
package final class SpanExporter: Sendable {
    /// Maximum number of spans of one request to the sink.
    private static let batchLimit = 512

    /// Where exchanges wait.
    package let queue = SpanQueue()
    private let sink: any SpanSink
    private let clock: any Clock<Duration>
    /// How long spans are gathered, so that each request does not make one to the collector.
    private let pause: Duration
    private let worker = Mutex<Task<Void, Never>?>(nil)
    /// Why spans were last dropped.
    private let problem = Mutex<String?>(nil)

    /// Starts an exporter.
    /// - Parameters:
    ///   - sink: Where spans go.
    ///   - pause: How long spans are gathered before they are exported.
    ///   - clock: The clock for that.
    package init(
        _ sink: any SpanSink,
        pause: Duration = .milliseconds(200),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.sink = sink
        self.pause = pause
        self.clock = clock
        let queue = queue
        // Exports beside the requests, until ``finish(within:)``.
        worker.withLock { $0 = Task { [weak self] in await self?.export(queue) } }
    }

    /// Exports what waits and ends.
    /// - Parameter limit: How long that may take; what is not exported by then is dropped.
    /// - Returns: A sentence that says how many spans were dropped and why; `nil` when none was.
    package func finish(within limit: Duration) async -> String? {
        queue.close()
        if let worker = worker.withLock({ $0 }) {
            let clock = clock
            let deadline = Task {
                try await clock.sleep(for: limit)
                worker.cancel()
            }
            await worker.value
            deadline.cancel()
        }
        queue.abandon()
        await sink.close()
        let counts = queue.counts
        guard counts.dropped > 0 else { return nil }
        let reason = problem.withLock { $0 } ?? "more came than could be exported in time"
        return
            "\(counts.dropped) of \(counts.dropped + counts.exported) spans were not exported to \(sink.name): \(reason)."
    }

    private func export(_ queue: SpanQueue) async {
        for await _ in queue.arrivals {
            // Ends early with the task only.
            try? await clock.sleep(for: pause)
            await drain(queue)
        }
        // What came behind the last signal.
        await drain(queue)
    }

    private func drain(_ queue: SpanQueue) async {
        var random = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            let exchanges = queue.take(upTo: Self.batchLimit)
            guard !exchanges.isEmpty else { return }
            let spans = exchanges.map { $0.span(&random) }
            let request = Array((TraceSpan.exportRequest(spans).text() + "\n").utf8)
            do {
                let (refused, reason) = try await sink.write(request)
                let dropped = min(max(refused, 0), spans.count)
                queue.count(exported: spans.count - dropped, dropped: dropped)
                if dropped > 0 { note(reason ?? "the collector refused them") }
            } catch {
                queue.count(exported: 0, dropped: spans.count)
                if Task.isCancelled {
                    // What went wrong before says more than that time was up.
                    problem.withLock { $0 = $0 ?? "they were not taken before the run ended" }
                } else {
                    note(error.text(for: .commandLine))
                }
            }
        }
    }

    private func note(_ reason: String) {
        problem.withLock { $0 = reason.hasSuffix(".") ? String(reason.dropLast()) : reason }
    }
}
