// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import TapedeckUpstream

@Suite(.timeLimit(.minutes(5))) struct UploadBufferTests {
    private func bytes(_ reading: UploadBuffer.Reading) -> [UInt8]? {
        if case .bytes(let bytes) = reading { Array(bytes) } else { nil }
    }

    private func isPause(_ reading: UploadBuffer.Reading) -> Bool {
        if case .pause = reading { true } else { false }
    }

    @Test func `hands out slices in parts and then the end`() async {
        let buffer = UploadBuffer(declaredLength: nil) {}
        #expect(await buffer.append([1, 2, 3]))
        #expect(await buffer.append([]))
        #expect(await buffer.append([4]))
        buffer.end()
        #expect(bytes(buffer.read(upTo: 2)) == [1, 2])
        #expect(bytes(buffer.read(upTo: 2)) == [3])
        #expect(bytes(buffer.read(upTo: 2)) == [4])
        guard case .end = buffer.read(upTo: 2) else {
            Issue.record("the body is over")
            return
        }
    }

    @Test func `wakes the reader once after a pause`() async {
        let wakes = Mutex(0)
        let buffer = UploadBuffer(declaredLength: nil) { wakes.withLock { $0 += 1 } }
        #expect(isPause(buffer.read(upTo: 10)))
        _ = await buffer.append([1])
        _ = await buffer.append([2])
        #expect(wakes.withLock { $0 } == 1)
        _ = bytes(buffer.read(upTo: 1))
        _ = bytes(buffer.read(upTo: 1))
        #expect(isPause(buffer.read(upTo: 1)))
        buffer.end()
        #expect(wakes.withLock { $0 } == 2)
    }

    @Test func `the writer waits while the buffer is full`() async {
        let buffer = UploadBuffer(declaredLength: nil, limit: 4) {}
        let isDone = Mutex(false)
        async let appended = {
            let wantsMore = await buffer.append([1, 2, 3, 4, 5, 6])
            isDone.withLock { $0 = true }
            return wantsMore
        }()
        while bytes(buffer.read(upTo: 1)) == nil { await Task.yield() }
        #expect(!isDone.withLock { $0 })
        #expect(bytes(buffer.read(upTo: 5)) == [2, 3, 4, 5, 6])
        #expect(await appended)
    }

    @Test func `closing lets the writer go`() async {
        let buffer = UploadBuffer(declaredLength: nil, limit: 1) {}
        async let appended = buffer.append([1, 2, 3])
        while bytes(buffer.read(upTo: 1)) == nil { await Task.yield() }
        buffer.close()
        #expect(await !appended)
        #expect(await !buffer.append([4]))
    }

    @Test func `a body shorter than announced is a failure`() async {
        let buffer = UploadBuffer(declaredLength: 3) {}
        #expect(await buffer.append([1, 2]))
        buffer.end()
        #expect(mismatch(buffer.read(upTo: 10))?.found == 2)
    }

    @Test func `a body longer than announced is a failure at once`() async {
        let buffer = UploadBuffer(declaredLength: 1) {}
        #expect(await !buffer.append([1, 2]))
        #expect(mismatch(buffer.read(upTo: 10))?.declared == 1)
    }

    private func mismatch(_ reading: UploadBuffer.Reading) -> BodyLengthMismatch? {
        if case .failed(let error) = reading { error as? BodyLengthMismatch } else { nil }
    }
}
