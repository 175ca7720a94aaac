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
}
