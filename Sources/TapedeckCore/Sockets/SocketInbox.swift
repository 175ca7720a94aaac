// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The received messages of a WebSocket that wait to be read, in order.
///
/// One task reads. Whoever adds messages stops receiving while the inbox is full, so that a client cannot fill the memory.
package final class SocketInbox: Sendable {
    private struct State {
        /// Messages in reverse order, so that the next one is the last.
        var next: [[UInt8]] = []
        var arrived: [[UInt8]] = []
        var size = 0
        var isFull = false
        var isFinished = false
        var reader: CheckedContinuation<Void, Never>?

        var count: Int { next.count + arrived.count }

        mutating func pop(where isWanted: ([UInt8]) -> Bool) -> [UInt8]? {
            if next.isEmpty { (next, arrived) = (arrived.reversed(), []) }
            guard let message = next.last, isWanted(message) else { return nil }
            next.removeLast()
            size -= message.count
            return message
        }
    }

    private let countLimit: Int
    private let sizeLimit: Int
    private let onRoom: @Sendable () -> Void
    private let state = Mutex(State())

    /// Creates an empty inbox.
    /// - Parameters:
    ///   - countLimit: The number of messages that fill it.
    ///   - sizeLimit: The number of bytes that fill it.
    ///   - onRoom: Called when an inbox that was full has room again.
    package init(countLimit: Int = 64, sizeLimit: Int = 1 << 20, onRoom: @escaping @Sendable () -> Void = {}) {
        self.countLimit = countLimit
        self.sizeLimit = sizeLimit
        self.onRoom = onRoom
    }

    /// Adds a message; one that comes after the end is dropped.
    /// - Returns: Whether there is room for more.
    package func add(_ message: [UInt8]) -> Bool {
        let (reader, hasRoom) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
            guard !state.isFinished else { return (nil, true) }
            state.arrived.append(message)
            state.size += message.count
            state.isFull = state.count >= countLimit || state.size >= sizeLimit
            return (state.reader.take(), !state.isFull)
        }
        reader?.resume()
        return hasRoom
    }

    /// Ends the inbox; messages that are in it can still be read.
    package func finish() {
        state.withLock { state in
            state.isFinished = true
            return state.reader.take()
        }?.resume()
    }

    /// The next message, once there is one; `nil` at the end, and when the task is cancelled.
    package func next() async -> [UInt8]? {
        while !Task.isCancelled {
            if let message = nextAtOnce() { return message }
            if state.withLock({ $0.isFinished && $0.count == 0 }) { return nil }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isDue = state.withLock { state in
                        guard state.count == 0, !state.isFinished, !Task.isCancelled else { return true }
                        state.reader = continuation
                        return false
                    }
                    if isDue { continuation.resume() }
                }
            } onCancel: {
                state.withLock { $0.reader.take() }?.resume()
            }
        }
        return nil
    }

    /// The next message, if it has arrived and is wanted; one that is not wanted stays the next.
    package func nextAtOnce(where isWanted: (_ message: [UInt8]) -> Bool = { _ in true }) -> [UInt8]? {
        let (message, hasRoom) = state.withLock { state -> ([UInt8]?, Bool) in
            guard let message = state.pop(where: isWanted) else { return (nil, false) }
            guard state.isFull, state.count < countLimit, state.size < sizeLimit else { return (message, false) }
            state.isFull = false
            return (message, true)
        }
        if hasRoom { onRoom() }
        return message
    }
}
