// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import HTTPTypes
import Synchronization
import TapedeckCore

/// The bounded buffer between the thread that receives a response and the task that reads it.
final class ResponseBuffer: Sendable {
    /// The response head with the time it took.
    struct Head: Sendable {
        /// Status and fields.
        let response: HTTPResponse
        /// The time from sending the request to the head.
        let timeToFirstByte: Duration
    }

    /// What a receiver that no task stands for is told, once.
    enum Event: Sendable {
        /// The response is whole.
        case whole(Head, [ReceivedChunk])
        /// The response has begun; the rest is read from the buffer.
        case begun(Head)
        /// There is no response.
        case failed(any Error)
    }

    /// Takes the event; called without a lock held.
    typealias Receiver = @Sendable (Event) -> Void

    /// The result of offering received bytes.
    enum Receipt {
        /// They were taken.
        case accepted
        /// There is no room; the wake-up comes when there is.
        case full
        /// Nobody reads them any more.
        case abandoned
    }

    fileprivate struct State {
        var head: CheckedContinuation<Head, any Error>?
        /// Who is told of the response in the place of a task, and the head that has arrived for it.
        var receiver: Receiver?
        var arrived: Head?
        var reader: CheckedContinuation<ReceivedChunk?, any Error>?
        var chunks = Deque<ReceivedChunk>()
        var unread = 0
        var isReceiverWaiting = false
        var end: Result<Void, any Error>?
        var isAbandoned = false
    }

    private let limit: Int
    private let wakeReceiver: @Sendable () -> Void
    private let state = Mutex(State())

    /// Creates a buffer.
    /// - Parameters:
    ///   - limit: The number of unread bytes from which no more are taken.
    ///   - wakeReceiver: Called when there is room again after ``Receipt/full``.
    init(limit: Int = 1024 * 1024, wakeReceiver: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.wakeReceiver = wakeReceiver
    }

    /// Whether the response has ended or nobody wants it any more.
    var isOver: Bool { state.withLock { $0.isAbandoned || $0.end != nil } }

    // MARK: - The task's side

    /// Waits for the response head.
    /// - Parameter start: Called once the wait is prepared.
    /// - Returns: The head.
    /// - Throws: Why there is none.
    func head(start: () -> Void) async throws -> Head {
        try await withCheckedThrowingContinuation { continuation in
            let isAbandoned = state.withLock { state in
                if !state.isAbandoned { state.head = continuation }
                return state.isAbandoned
            }
            if isAbandoned { continuation.resume(throwing: CancellationError()) } else { start() }
        }
    }

    /// Has a function called in the place of ``head(start:)``, from the thread's side.
    func receive(_ receiver: @escaping Receiver) {
        state.withLock { $0.receiver = receiver }
    }

    /// Waits for the next chunk.
    /// - Returns: The chunk, or nothing at the end.
    /// - Throws: Why the body broke off, after its last chunk.
    func next() async throws -> ReceivedChunk? {
        if let ready = takeAtOnce() { return try ready.get() }
        return try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Result<ReceivedChunk?, any Error>? in
                precondition(state.reader == nil, "a response body is read by one task at a time")
                if let ready = state.take() { return ready }
                state.reader = continuation
                return nil
            }
            if let ready { continuation.resume(with: ready) }
        }
    }

    private func takeAtOnce() -> Result<ReceivedChunk?, any Error>? {
        let (ready, wake) = state.withLock { state -> (Result<ReceivedChunk?, any Error>?, Bool) in
            let ready = state.take()
            guard state.isReceiverWaiting, state.unread <= limit / 2 else { return (ready, false) }
            state.isReceiverWaiting = false
            return (ready, true)
        }
        if wake { wakeReceiver() }
        return ready
    }

    /// Ends all waiting: nobody wants the response any more.
    func abandon() {
        let (head, reader, receiver) = state.withLock { state in
            defer { (state.head, state.reader, state.receiver) = (nil, nil, nil) }
            state.isAbandoned = true
            state.chunks.removeAll()
            state.unread = 0
            return (state.head, state.reader, state.receiver)
        }
        receiver?(.failed(CancellationError()))
        head?.resume(throwing: CancellationError())
        reader?.resume(throwing: CancellationError())
    }

    // MARK: - The thread's side

    /// Delivers the response head.
    func receive(head: Head) {
        let waiter = state.withLock { state in
            defer { state.head = nil }
            if state.receiver != nil { state.arrived = head }
            return state.head
        }
        waiter?.resume(returning: head)
    }

    /// Tells a receiver of a response that has begun and is not whole at the end of the turn in which it began.
    func endTurn() {
        let told = state.withLock { state -> (Receiver, Head)? in
            guard let head = state.arrived.take(), let receiver = state.receiver.take() else { return nil }
            return (receiver, head)
        }
        if let (receiver, head) = told { receiver(.begun(head)) }
    }

    /// Delivers body bytes if there is room for them.
    /// - Parameters:
    ///   - bytes: The bytes, copied only when taken.
    ///   - elapsed: The time since the response head.
    /// - Returns: What became of them.
    func receive(_ bytes: some Collection<UInt8>, elapsed: Duration) -> Receipt {
        let (receipt, reader, chunk) = state.withLock {
            state -> (Receipt, CheckedContinuation<ReceivedChunk?, any Error>?, ReceivedChunk?) in
            if state.isAbandoned { return (.abandoned, nil, nil) }
            guard state.unread < limit else {
                state.isReceiverWaiting = true
                return (.full, nil, nil)
            }
            let chunk = ReceivedChunk(bytes: Array(bytes), elapsed: elapsed)
            if let reader = state.reader {
                state.reader = nil
                return (.accepted, reader, chunk)
            }
            state.chunks.append(chunk)
            state.unread += bytes.count
            return (.accepted, nil, nil)
        }
        reader?.resume(returning: chunk)
        return receipt
    }

    /// Ends the response.
    /// - Parameter result: Nothing, or why it is not whole.
    func finish(_ result: Result<Void, any Error>) {
        let (head, reader, told) = state.withLock { state in
            defer { (state.head, state.reader) = (nil, nil) }
            if state.end == nil { state.end = result }
            return (state.head, state.reader, state.event(at: result))
        }
        if let (receiver, event) = told { receiver(event) }
        if case .failure(let error) = result { head?.resume(throwing: error) }
        reader?.resume(with: result.map { nil })
    }
}

extension ResponseBuffer.State {
    /// What to tell the receiver, if there still is one, at the end of the response.
    fileprivate mutating func event(
        at end: Result<Void, any Error>
    ) -> (ResponseBuffer.Receiver, ResponseBuffer.Event)? {
        guard let receiver = receiver.take() else { return nil }
        guard let head = arrived.take() else {
            return if case .failure(let error) = end { (receiver, .failed(error)) } else { nil }
        }
        guard case .success = end else { return (receiver, .begun(head)) }
        defer { chunks = [] }
        return (receiver, .whole(head, Array(chunks)))
    }

    /// The next thing to tell the reader, if there is one.
    fileprivate mutating func take() -> Result<ReceivedChunk?, any Error>? {
        if isAbandoned { return .failure(CancellationError()) }
        if let chunk = chunks.popFirst() {
            unread -= chunk.bytes.count
            return .success(chunk)
        }
        return end?.map { nil }
    }
}
