// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Ends a process that was asked to stop and does not, whatever its requests compute.
///
/// Stopping gracefully takes tasks and event loops, and requests that never end may hold all of them; this has threads of
/// its own.
final class HardStop: Sendable {
    private enum State {
        case idle
        case armed
        case done
    }

    /// How long the last attempt to settle cassettes may take.
    private static let settleLimit = DispatchTimeInterval.milliseconds(1500)

    private let limit: Duration
    private let settle: @Sendable () -> Void
    private let end: @Sendable () -> Void
    private let state = Mutex(State.idle)

    /// - Parameters:
    ///   - limit: How long the graceful stop may take.
    ///   - settle: Brings to rest what must not be left open; it may hang, and is not waited for then.
    ///   - end: Ends the process.
    init(
        after limit: Duration,
        settle: @escaping @Sendable () -> Void,
        end: @escaping @Sendable () -> Void = { _exit(Failure.checkFailed.rawValue) }
    ) {
        self.limit = limit
        self.settle = settle
        self.end = end
    }

    /// Begins to count.
    func arm() {
        let isNew = state.withLock { state in
            guard case .idle = state else { return false }
            state = .armed
            return true
        }
        guard isNew else { return }
        let seconds = Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            guard self.state.withLock({ if case .armed = $0 { true } else { false } }) else { return }
            self.stop()
        }
    }

    /// The graceful stop is over.
    func disarm() {
        state.withLock { $0 = .done }
    }

    /// Calls ``arm()`` at signals that end a server, for as long as what it returns is kept.
    func armed(by signals: [Int32] = [SIGINT, SIGTERM]) -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "tapedeck.hard-stop")
        return signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { self.arm() }
            source.resume()
            return source
        }
    }

    private func stop() {
        Terminal.note("The server did not stop in time, since requests still compute; it is ended now.")
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
