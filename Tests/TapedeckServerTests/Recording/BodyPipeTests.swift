// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(5))) struct BodyPipeTests {
    private struct BreakOff: Error, Equatable {}

    private func collect(_ slices: Body.Slices) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await slice in slices { bytes += slice }
        return bytes
    }

    @Test func `the reader gets what was sent before it came`() async throws {
        let pipe = BodyPipe()
        let slices = pipe.slices()
        await pipe.send("one ".slice)
        await pipe.send([])
        await pipe.send("two".slice)
        pipe.finish()
        #expect(try await collect(slices) == Array("one two".utf8))
    }

    @Test func `a body that breaks off gives what came, and then the error`() async throws {
        let pipe = BodyPipe()
        let response = ServedResponse(head: .init(status: .ok), body: Body(length: nil, slices: pipe.slices()))
        await pipe.send("one".slice)
        pipe.finish(throwing: BreakOff())
        let (slices, error) = await response.slices()
        #expect(slices == ["one"])
        #expect(error is BreakOff)
    }

    @Test func `the writer is never more than a slice ahead of its limit`() async throws {
        let pipe = BodyPipe(limit: 100)
        let read = Mutex(0)
        let slices = pipe.slices()
        let writer = Task {
            var sent = 0
            for _ in 0..<1000 {
                // What has left the pipe may not be counted yet: one slice.
                #expect(sent - read.withLock { $0 } <= 100 + 30)
                await pipe.send([UInt8](repeating: 1, count: 30)[...])
                sent += 30
            }
            pipe.finish()
        }
        for try await slice in slices { read.withLock { $0 += slice.count } }
        await writer.value
        #expect(read.withLock { $0 } == 30_000)
    }

    @Test func `the writer goes on when the reader has left`() async {
        let pipe = BodyPipe(limit: 1)
        do {
            let slices = pipe.slices()
            withExtendedLifetime(slices) {}
        }
        for _ in 0..<3 { await pipe.send("more than the limit".slice) }
        pipe.finish()
    }

    @Test func `a writer that waits goes on when the reader leaves`() async {
        let pipe = BodyPipe(limit: 1)
        var slices: Body.Slices? = pipe.slices()
        let began = Signal()
        let writer = Task {
            began.fire()
            for _ in 0..<3 { await pipe.send("more than the limit".slice) }
        }
        await began.wait()
        withExtendedLifetime(slices) {}
        slices = nil
        await writer.value
    }

    @Test func `a reader whose task is cancelled stops waiting, and lets the writer go on`() async {
        let pipe = BodyPipe(limit: 1)
        let slices = pipe.slices()
        let reader = Task { try await collect(slices) }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
        for _ in 0..<3 { await pipe.send("more than the limit".slice) }
    }

    @Test(arguments: UInt64(1)...200)
    func `every interleaving gives the bytes in order, or a part when the reader leaves`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let bytes = (0..<Int.random(in: 0...300, using: &random)).map { UInt8(truncatingIfNeeded: $0) }
        let pieces = bytes.pieces(upTo: 20, using: &random)
        let pipe = BodyPipe(limit: Int.random(in: 0...40, using: &random))
        let breaksOff = Bool.random(using: &random)
        let leavesAfter = Bool.random(using: &random) ? Int.random(in: 0...20, using: &random) : Int.max
        let writerYields = pieces.map { _ in Int.random(in: 0...3, using: &random) }
        let readerYields = (0..<400).map { _ in Int.random(in: 0...3, using: &random) }
        let reading = Task { () -> ([UInt8], isBroken: Bool, isWhole: Bool) in
            // The task's own, so that they go away with it.
            let slices = pipe.slices()
            var (read, count) = ([UInt8](), 0)
            do {
                var iterator = slices.makeAsyncIterator()
                while count < leavesAfter {
                    for _ in 0..<readerYields[count] { await Task.yield() }
                    guard let slice = try await iterator.next(isolation: nil) else { return (read, false, true) }
                    read += slice
                    count += 1
                }
                return (read, false, false)
            } catch is BreakOff {
                return (read, true, false)
            }
        }
        for (piece, yields) in zip(pieces, writerYields) {
            for _ in 0..<yields { await Task.yield() }
            await pipe.send(piece)
        }
        pipe.finish(throwing: breaksOff ? BreakOff() : nil)

        let (read, isBroken, isWhole) = try await reading.value
        let hasLeft = !isBroken && !isWhole
        #expect(hasLeft ? bytes.starts(with: read) : read == bytes)
        #expect(!hasLeft || leavesAfter < Int.max)
        #expect(isBroken ? breaksOff : hasLeft || !breaksOff)
    }
}
