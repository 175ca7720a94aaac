// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ResponseCaptureTests {
    private func record(
        _ lengths: [Int],
        as contentType: String?,
        redactor: Redactor = Redactor()
    ) async throws -> (body: RecordedBody, chunks: [Chunk]) {
        let writer = InMemoryCassette().makeBodyWriter()
        var tape = ResponseCapture(contentType: contentType, redactor: redactor, writer: writer)
        for (index, length) in lengths.enumerated() {
            let bytes = [UInt8](repeating: UInt8(ascii: "."), count: length)
            await tape.take(ReceivedChunk(bytes: bytes, elapsed: .milliseconds(index)))
        }
        #expect(tape.length == lengths.reduce(0, +))
        return try await tape.finish()
    }

    @Test func `every chunk of an event stream is kept`() async throws {
        let (_, chunks) = try await record([1, 2, 3], as: "text/event-stream")
        #expect(chunks.map(\.length) == [1, 2, 3])
        #expect(chunks.map(\.offset) == [0, 1, 3])
        #expect(chunks.map(\.time) == [0, 1000, 2000])
    }

    @Test func `one chunk is kept of an event stream, and of nothing else`() async throws {
        #expect(try await record([5], as: "text/event-stream; charset=utf-8").chunks.count == 1)
        #expect(try await record([5], as: "application/json").chunks == [])
        #expect(try await record([], as: "text/event-stream").chunks == [])
    }

    @Test func `small chunks of other bodies are put together up to a bound`() async throws {
        let (body, chunks) = try await record([60 << 10, 4 << 10, 1, 64 << 10, 100 << 10, 1], as: nil)
        #expect(chunks.map(\.length) == [64 << 10, 1, 64 << 10, 100 << 10, 1])
        #expect(chunks.map(\.time) == [0, 2000, 3000, 4000, 5000])
        #expect(Chunk.areContiguous(chunks, covering: body.length))
        #expect(try await record([1, 2, 3], as: nil).chunks == [])
    }

    @Test(arguments: UInt64(1)...50)
    func `chunks cover the body however a secret is cut`(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let text = "data: \(FakeSecret.userKey)\n\ndata: \(FakeSecret.token)\n\n"
        let redactor = Redactor(secrets: [FakeSecret.token])
        let writer = InMemoryCassette().makeBodyWriter()
        var tape = ResponseCapture(contentType: "text/event-stream", redactor: redactor, writer: writer)
        for piece in Array(text.utf8).pieces(upTo: 30, using: &random) where !piece.isEmpty {
            await tape.take(ReceivedChunk(bytes: Array(piece), elapsed: .zero))
        }
        let (body, chunks) = try await tape.finish()
        #expect(body == .bytes(redactor.redact(text.slice, as: .lengthClass)))
        #expect(Chunk.areContiguous(chunks, covering: body.length))
        #expect(!chunks.isEmpty)
    }

    @Test func `what kept the body from the store is told at the end`() async {
        let store = InMemoryCassette()
        var tape = ResponseCapture(contentType: nil, redactor: Redactor(), writer: store.makeBodyWriter())
        store.failWrites(with: CassetteError(code: .writeFailed, message: "full"))
        await tape.take(ReceivedChunk(bytes: [1], elapsed: .zero))
        store.failWrites(with: nil)
        await tape.take(ReceivedChunk(bytes: [2], elapsed: .zero))
        await #expect(throws: CassetteError.self) { try await tape.finish() }
        #expect(tape.length == 2)
    }
}
