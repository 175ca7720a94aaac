// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Dispatch
import Foundation
import Synchronization
import Tapedeck

/// Ends a process that was asked to stop and does not, whatever its requests compute.
///
/// Stopping gracefully takes tasks and event loops, and requests that never end may hold all of them; this has threads of
/// its own.
final class ShutdownDeadline: Sendable {
    /// How long the last attempt to settle cassettes may take.
    private static let settleLimit = DispatchTimeInterval.milliseconds(1500)

    private let limit: Duration
    private let settle: @Sendable () -> Void
    private let end: @Sendable () -> Void
    /// When the process ends; `nil` until it is asked to.
    private let deadline = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - limit: How long the graceful stop may take.
    ///   - settle: Brings to rest what must not be left open; it may hang, and is not waited for then.
    ///   - end: Ends the process.
    init(
        after limit: Duration,
        settle: @escaping @Sendable () -> Void,
        end: @escaping @Sendable () -> Void = { _exit(ExitCode.checkFailed.rawValue) }
    ) {
        self.limit = limit
        self.settle = settle
        self.end = end
    }

    /// Begins to count.
    func arm() {
        let isNew = deadline.withLock { deadline in
            guard deadline == nil else { return false }
            deadline = .now + limit
            return true
        }
        guard isNew else { return }
        Thread.detachNewThread {
            while let deadline = self.deadline.withLock(\.self), deadline > .now {
                let left = ContinuousClock.now.duration(to: deadline)
                Thread.sleep(forTimeInterval: max(left / .seconds(1), 0.001))
            }
            self.stop()
        }
    }

    /// Gives what follows the graceful stop a time of its own: closing cassettes, and the report.
    func allow(_ time: Duration) {
        deadline.withLock { deadline in
            if deadline != nil { deadline = .now + time }
        }
    }

    /// Calls ``arm()`` at signals that end a server, for as long as what it returns is kept.
    func armed(by signals: [Int32] = [SIGINT, SIGTERM]) -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "tapedeck.shutdown")
        return signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { self.arm() }
            source.resume()
            return source
        }
    }

    private func stop() {
        Terminal.note("The server did not stop in time, since something still computes; it is ended now.")
        let settled = DispatchSemaphore(value: 0)
        let settle = settle
        Thread.detachNewThread {
            settle()
            settled.signal()
        }
        _ = settled.wait(timeout: .now() + Self.settleLimit)
        end()
    }
}

extension ShutdownDeadline {
    /// The time beyond the server's own limit.
    private static let grace = Duration.seconds(2)

    /// A deadline that closes the cassettes of a run before it ends the process.
    /// - Parameters:
    ///   - run: The run.
    ///   - limit: How long the server's graceful shutdown may take.
    convenience init(of run: ServerRun, limit: Duration) {
        self.init(after: limit + Self.grace) { try? run.closeCassettes() }
    }
}
