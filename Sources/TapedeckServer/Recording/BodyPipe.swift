// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization
import TapedeckCore

/// A pipe from the task that produces a body to the task that reads it, with a bounded buffer.
///
/// The reader may leave at any time; the writer goes on without one.
final class BodyPipe: Sendable {
    private struct State {
        var slices: Deque<ArraySlice<UInt8>> = []
        var unread = 0
        var end: Result<Void, any Error>?
        var isAbandoned = false
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
    }

    /// The state of the reader's next slice.
    private enum Step {
        case slice(ArraySlice<UInt8>)
        case end(Result<Void, any Error>)
        case wait
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: How many bytes may be unread before the writer waits.
    init(limit: Int = 1 << 20) {
        self.limit = limit
    }

    /// The slices that the writer sends, readable once; when the reader goes away, the pipe is abandoned.
    func slices() -> Body.Slices { Slices(reader: Reader(pipe: self)) }

    /// Sends a slice, waiting while too much is unread.
    func send(_ slice: ArraySlice<UInt8>) async {
        guard !slice.isEmpty else { return }
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isAbandoned else { return nil }
            state.slices.append(slice)
            state.unread += slice.count
            return state.reader.take()
        }?.resume()
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.unread > limit, !state.isAbandoned else { return true }
                state.writer = continuation
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Ends the body; an error breaks it off.
    func finish(throwing error: (any Error)? = nil) {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.end = error.map { .failure($0) } ?? .success(())
            return state.reader.take()
        }?.resume()
    }

    private func abandon() {
        let waiting = state.withLock { state in
            state.isAbandoned = true
            state.slices = []
            state.unread = 0
            return [state.writer.take(), state.reader.take()]
        }
        for continuation in waiting { continuation?.resume() }
    }

    private func next() async throws -> ArraySlice<UInt8>? {
        while true {
            let (step, writer) = state.withLock { state -> (Step, CheckedContinuation<Void, Never>?) in
                if state.isAbandoned { return (.end(.failure(CancellationError())), nil) }
                guard let slice = state.slices.popFirst() else {
                    return (state.end.map(Step.end) ?? .wait, nil)
                }
                state.unread -= slice.count
                return (.slice(slice), state.unread <= limit ? state.writer.take() : nil)
            }
            writer?.resume()
            switch step {
            case .slice(let slice): return slice
            case .end(let result):
                try result.get()
                return nil
            case .wait: break
            }
            await waitForWriter()
        }
    }

    private func waitForWriter() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.slices.isEmpty, state.end == nil, !state.isAbandoned else { return true }
                    state.reader = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            abandon()
        }
    }

    /// Abandons the pipe when nobody can read from it any more.
    private final class Reader: Sendable {
        let pipe: BodyPipe

        init(pipe: BodyPipe) {
            self.pipe = pipe
        }

        deinit {
            pipe.abandon()
        }
    }

    private struct Slices: AsyncSequence, AsyncIteratorProtocol, Sendable {
        typealias Failure = any Error
        let reader: Reader

        func makeAsyncIterator() -> Slices { self }

        func next() async throws -> ArraySlice<UInt8>? { try await reader.pipe.next() }
    }
}
