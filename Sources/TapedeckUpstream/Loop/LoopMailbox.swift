// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import CTapedeckCurl
import Synchronization

/// The way from tasks to the thread of the loop.
final class LoopMailbox: Sendable {
    /// A request of a task to the loop.
    enum Message: Sendable {
        /// Carry out a request.
        case start(Transfer)
        /// End a request, at whatever point it is.
        case cancel(Transfer.ID)
        /// The response has a reader again.
        case resumeReceiving(Transfer.ID)
        /// The request body has bytes again.
        case resumeSending(Transfer.ID)
        /// End everything.
        case stop
    }

    private struct State {
        var messages: [Message] = []
        var multi: MultiHandle?
        /// Whether the loop waits, or is about to, and knows of no message.
        var isAsleep = false
        var lastID: UInt64 = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
    }

    private let state: Mutex<State>

    /// Creates a mailbox.
    /// - Parameter multi: The set of transfers to wake; without one the mailbox is closed from the beginning.
    init(multi: MultiHandle?) {
        self.state = Mutex(State(multi: multi, isFinished: multi == nil))
    }

    // MARK: - The tasks' side

    /// Gives out a name for a transfer.
    func makeID() -> Transfer.ID {
        state.withLock { state in
            state.lastID += 1
            return Transfer.ID(number: state.lastID)
        }
    }

    /// Leaves a message and wakes the loop if it may be asleep.
    /// - Returns: Whether the loop will read it.
    @discardableResult
    func post(_ message: Message) -> Bool {
        state.withLock { state in
            guard let multi = state.multi else { return false }
            state.messages.append(message)
            // A loop that is awake looks for messages before it waits.
            if state.isAsleep { tapedeck_multi_wake(multi.pointer) }
            state.isAsleep = false
            return true
        }
    }

    /// Waits until the loop has ended.
    func waitUntilFinished() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.waiters.append(continuation) }
                return state.isFinished
            }
            if isFinished { continuation.resume() }
        }
    }

    // MARK: - The loop's side

    /// Takes all messages.
    func take() -> [Message] {
        state.withLock { state in
            defer { state.messages = [] }
            state.isAsleep = false
            return state.messages
        }
    }

    /// Whether the loop may wait: there are no messages, and one that comes will wake it.
    func mayWait() -> Bool {
        state.withLock { state in
            state.isAsleep = state.messages.isEmpty
            return state.isAsleep
        }
    }

    /// Accepts no more messages; from here on nobody wakes the set of transfers.
    /// - Returns: The messages that were left.
    func close() -> [Message] {
        state.withLock { state in
            defer { state.messages = [] }
            state.multi = nil
            return state.messages
        }
    }

    /// Tells those who wait that the loop has ended.
    func finish() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isFinished = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// A libcurl multi handle.
// The mailbox alone uses it outside the loop's thread, for `curl_multi_wakeup`, which libcurl allows from any thread.
struct MultiHandle: @unchecked Sendable {
    /// The handle.
    let pointer: OpaquePointer
}
