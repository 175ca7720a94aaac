// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import Testing

@testable import TapedeckUpstream

@Suite(.timeLimit(.minutes(5))) struct ResponseBufferTests {
    private func deliver(_ bytes: [UInt8], to buffer: ResponseBuffer) -> ResponseBuffer.Receipt {
        bytes.withUnsafeBufferPointer { buffer.receive($0, elapsed: .zero) }
    }

    @Test func `chunks come out as they went in, then the end`() async throws {
        let buffer = ResponseBuffer {}
        #expect(deliver([1], to: buffer) == .accepted)
        #expect(deliver([2, 3], to: buffer) == .accepted)
        buffer.finish(.success(()))
        #expect(try await buffer.next()?.bytes == [1])
        #expect(try await buffer.next()?.bytes == [2, 3])
        #expect(try await buffer.next() == nil)
        #expect(try await buffer.next() == nil)
    }

    @Test func `the failure comes after the last chunk`() async throws {
        struct Cut: Error {}
        let buffer = ResponseBuffer {}
        _ = deliver([1], to: buffer)
        buffer.finish(.failure(Cut()))
        #expect(try await buffer.next()?.bytes == [1])
        await #expect(throws: Cut.self) { try await buffer.next() }
    }

    @Test func `a full buffer takes no more until half of it is read`() async throws {
        let wakes = Mutex(0)
        let buffer = ResponseBuffer(limit: 4) { wakes.withLock { $0 += 1 } }
        for _ in 0..<4 { #expect(deliver([1], to: buffer) == .accepted) }
        #expect(deliver([2], to: buffer) == .full)
        _ = try await buffer.next()
        #expect(wakes.withLock { $0 } == 0)
        _ = try await buffer.next()
        #expect(wakes.withLock { $0 } == 1)
        #expect(deliver([2], to: buffer) == .accepted)
    }

    @Test func `a reader that waits gets the chunk at once`() async throws {
        let buffer = ResponseBuffer(limit: 1) {}
        async let chunk = buffer.next()
        _ = deliver([7], to: buffer)
        #expect(try await chunk?.bytes == [7])
    }

    @Test func `an abandoned response takes nothing and ends all waits`() async throws {
        let buffer = ResponseBuffer {}
        let (started, signal) = AsyncStream<Void>.makeStream()
        let head = Task { try await buffer.head { signal.finish() } }
        for await _ in started {}
        #expect(!buffer.isOver)
        buffer.abandon()
        #expect(buffer.isOver)
        await #expect(throws: CancellationError.self) { try await head.value }
        await #expect(throws: CancellationError.self) { try await buffer.next() }
        #expect(deliver([1], to: buffer) == .abandoned)
    }

    // MARK: - Without a task

    private static let head = ResponseBuffer.Head(
        response: HTTPResponse(status: .ok),
        timeToFirstByte: .milliseconds(1)
    )

    /// A buffer with a receiver, and what that was told.
    private func received(_ steps: (ResponseBuffer) -> Void) -> (buffer: ResponseBuffer, events: [String]) {
        let buffer = ResponseBuffer {}
        let events = Mutex<[String]>([])
        buffer.receive { event in
            let text =
                switch event {
                case .whole(let head, let chunks): "whole \(head.response.status.code) \(chunks.map(\.bytes))"
                case .begun(let head): "begun \(head.response.status.code)"
                case .failed(let error): "failed \(type(of: error))"
                }
            events.withLock { $0.append(text) }
        }
        steps(buffer)
        return (buffer, events.withLock { $0 })
    }

    @Test func `a response that ends in the turn of its head is whole`() {
        let (_, events) = received { buffer in
            buffer.receive(head: Self.head)
            _ = deliver([1], to: buffer)
            _ = deliver([2], to: buffer)
            buffer.finish(.success(()))
            buffer.endTurn()
        }
        #expect(events == ["whole 200 [[1], [2]]"])
    }

    @Test func `a response that does not has begun, and is read from the buffer`() async throws {
        let (buffer, events) = received { buffer in
            buffer.endTurn()
            buffer.receive(head: Self.head)
            _ = deliver([1], to: buffer)
            buffer.endTurn()
            buffer.finish(.success(()))
        }
        #expect(events == ["begun 200"])
        #expect(try await buffer.next()?.bytes == [1])
        #expect(try await buffer.next() == nil)
    }

    @Test func `a response that breaks off in the turn of its head has begun`() async throws {
        struct Cut: Error {}
        let (buffer, events) = received { buffer in
            buffer.receive(head: Self.head)
            buffer.finish(.failure(Cut()))
            buffer.endTurn()
        }
        #expect(events == ["begun 200"])
        await #expect(throws: Cut.self) { try await buffer.next() }
    }

    @Test func `without a head there is a failure`() {
        struct Cut: Error {}
        #expect(received { $0.finish(.failure(Cut())) }.events == ["failed Cut"])
        let abandoned = received { buffer in
            buffer.receive(head: Self.head)
            buffer.abandon()
            buffer.endTurn()
        }
        #expect(abandoned.events == ["failed CancellationError"])
    }
}
