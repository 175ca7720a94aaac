// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The exchanges in progress; they may outlive their clients and end before the cassette is closed.
final class ExchangeGroup: Sendable {
    /// The name of an exchange in its group.
    typealias Number = Int

    private struct State {
        var tasks: [Number: Task<Void, Never>] = [:]
        /// The exchanges without a task, with what ends them early.
        var taskless: [Number: UpstreamCancellation] = [:]
        var next = 0
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func makeNumber() -> Number {
            defer { next += 1 }
            return next
        }
    }

    private let state = Mutex(State())

    /// Creates a group without exchanges.
    init() {}

    /// Runs an exchange.
    ///
    /// Its task is not a child of the client's, so that it continues when the client leaves.
    func run(_ exchange: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let number = state.makeNumber()
            state.tasks[number] = Task {
                await exchange()
                self.state.withLock { _ = $0.tasks.removeValue(forKey: number) }
            }
        }
    }

    /// Takes note of an exchange without a task.
    /// - Returns: Its name, for ``end(_:)``.
    func begin() -> Number {
        state.withLock { state in
            let number = state.makeNumber()
            state.taskless[number] = {}
            return number
        }
    }

    /// Says how an exchange without a task ends early, unless it is over.
    func setCancellation(of number: Number, _ cancel: @escaping UpstreamCancellation) {
        state.withLock { state in
            if state.taskless[number] != nil { state.taskless[number] = cancel }
        }
    }

    /// Ends an exchange without a task.
    func end(_ number: Number) {
        let waiters = state.withLock { state in
            state.taskless[number] = nil
            guard state.taskless.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Cancels the exchanges in progress.
    func cancel() {
        let (tasks, cancellations) = state.withLock { (Array($0.tasks.values), Array($0.taskless.values)) }
        for task in tasks { task.cancel() }
        for cancel in cancellations { cancel() }
    }

    /// Waits for the exchanges in progress.
    func finish() async {
        await finishTaskless()
        // One without a task may have gone on in a task.
        for task in state.withLock({ Array($0.tasks.values) }) { await task.value }
    }

    private func finishTaskless() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.taskless.isEmpty { state.waiters.append(continuation) }
                return state.taskless.isEmpty
            }
            if isOver { continuation.resume() }
        }
    }
}
