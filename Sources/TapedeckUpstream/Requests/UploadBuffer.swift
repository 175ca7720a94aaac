// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// The bounded buffer between the task that reads a request body and the thread that sends it.
final class UploadBuffer: Sendable {
    /// The next bytes of a body for the sending thread.
    enum Reading: Sendable {
        /// The next bytes, at least one.
        case bytes(ArraySlice<UInt8>)
        /// The body is over.
        case end
        /// Nothing is at hand; the wake-up comes when there is.
        case pause
        /// The body broke off.
        case failed(any Error)
    }

    fileprivate struct State {
        var slices = Deque<ArraySlice<UInt8>>()
        var buffered = 0
        var accepted = 0
        var isEnded = false
        var isClosed = false
        var failure: (any Error)?
        var isReaderWaiting = false
        var writer: CheckedContinuation<Bool, Never>?
    }

    private let declaredLength: Int?
    private let limit: Int
    private let wakeReader: @Sendable () -> Void
    private let state = Mutex(State())

    /// Creates a buffer.
    /// - Parameters:
    ///   - declaredLength: The number of bytes announced to the upstream, if any.
    ///   - limit: The number of bytes from which the writer waits.
    ///   - wakeReader: Called when bytes come after ``Reading/pause``.
    init(declaredLength: Int?, limit: Int = 256 * 1024, wakeReader: @escaping @Sendable () -> Void) {
        self.declaredLength = declaredLength
        self.limit = limit
        self.wakeReader = wakeReader
    }

    // MARK: - The task's side

    /// Adds bytes and waits until there is room for more.
    /// - Parameter slice: The next bytes of the body.
    /// - Returns: Whether more bytes are wanted.
    func append(_ slice: ArraySlice<UInt8>) async -> Bool {
        guard !slice.isEmpty else { return state.withLock { !$0.isClosed } }
        let (isFull, wake) = state.withLock { state -> (Bool, Bool) in
            guard !state.isClosed, state.failure == nil else { return (true, false) }
            state.accepted += slice.count
            if let declaredLength, state.accepted > declaredLength {
                state.failure = BodyLengthMismatch(declared: declaredLength, found: state.accepted, isWhole: false)
            } else {
                state.slices.append(slice)
                state.buffered += slice.count
            }
            return (state.buffered >= limit || state.failure != nil, state.takeReader())
        }
        if wake { wakeReader() }
        guard isFull else { return true }
        return await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isClosed || state.failure != nil { return false }
                if state.buffered < limit { return true }
                state.writer = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Ends the body.
    /// - Parameter failure: Why it broke off, if it did.
    func end(failure: (any Error)? = nil) {
        let wake = state.withLock { state in
            state.isEnded = true
            if state.failure == nil { state.failure = failure }
            if state.failure == nil, let declaredLength, state.accepted < declaredLength {
                state.failure = BodyLengthMismatch(declared: declaredLength, found: state.accepted, isWhole: true)
            }
            return state.takeReader()
        }
        if wake { wakeReader() }
    }

    // MARK: - The thread's side

    /// Takes the next bytes.
    /// - Parameter count: The most bytes to take.
    /// - Returns: The bytes, or why there are none.
    func read(upTo count: Int) -> Reading {
        let (reading, writer) = state.withLock { state -> (Reading, CheckedContinuation<Bool, Never>?) in
            if let failure = state.failure { return (.failed(failure), nil) }
            if let bytes = state.take(upTo: count) {
                guard state.buffered <= limit / 2 else { return (.bytes(bytes), nil) }
                defer { state.writer = nil }
                return (.bytes(bytes), state.writer)
            }
            if state.isEnded { return (.end, nil) }
            state.isReaderWaiting = true
            return (.pause, nil)
        }
        writer?.resume(returning: true)
        return reading
    }

    /// Lets go of the bytes and of the writer: nothing more is sent.
    func close() {
        let writer = state.withLock { state in
            defer { state.writer = nil }
            state.isClosed = true
            state.slices.removeAll()
            state.buffered = 0
            return state.writer
        }
        writer?.resume(returning: false)
    }
}

extension UploadBuffer.State {
    fileprivate mutating func takeReader() -> Bool {
        defer { isReaderWaiting = false }
        return isReaderWaiting
    }

    fileprivate mutating func take(upTo count: Int) -> ArraySlice<UInt8>? {
        guard let slice = slices.first else { return nil }
        let part = slice.prefix(count)
        if part.count == slice.count {
            _ = slices.popFirst()
        } else {
            slices[0] = slice[part.endIndex...]
        }
        buffered -= part.count
        return part
    }
}

/// The error of a body stream that is shorter or longer than was announced.
struct BodyLengthMismatch: Error {
    /// The number of bytes announced.
    let declared: Int
    /// The number of bytes that came.
    let found: Int
    /// Whether the stream had ended.
    let isWhole: Bool
}
