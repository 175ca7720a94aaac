// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// When the client gets what, and what is on tape when things go wrong.
@Suite(.timeLimit(.minutes(5))) struct ExchangeTests {
    private struct Broken: Error {}

    private static let full = CassetteError(code: .writeFailed, message: "The disk is full.")

    /// The text that can be read without waiting; a reader that is cancelled gets what is there and no more.
    private func available(_ response: ServedResponse) async -> String {
        let reader = Task { await response.slices().slices.joined() }
        reader.cancel()
        return await reader.value
    }

    @Test func `a JSON answer goes out whole, and only once it is on tape`() async throws {
        let store = GatedCassette()
        let bench = try RecordingBench(store)
        let isAnswered = Mutex(false)
        let answer = Task {
            let response = try await bench.answer(FakeUpstream(#"{"a":"#, "1}"))
            isAnswered.withLock { $0 = true }
            #expect(store.base.interactions.count == 1)
            return try await response.text()
        }
        await store.began.wait()
        #expect(!isAnswered.withLock { $0 })
        store.opened.fire()
        #expect(try await answer.value == #"{"a":1}"#)
    }

    @Test(arguments: [
        (HTTPFields.octets, ["one", "two"], "onetw"),
        (.eventStream, ["data: 1\n\nda", "ta: [DO", "NE]\n\n"], "data: 1\n\n"),
        (.eventStream, ["event: response.completed\n", "data: {}\n\n"], ""),
        (.eventStream, ["data: 1\n\n", "data: 2\n\n"], "data: 1\n\ndata: 2\n\n"),
    ])
    func `before the commit everything but the end of a streamed answer is out`(
        fields: HTTPFields,
        chunks: [String],
        released: String
    ) async throws {
        let store = GatedCassette()
        let bench = try RecordingBench(store)
        let response = try await bench.answer(.chunks(chunks, fields: fields))
        await store.began.wait()
        #expect(await available(response) == released)
        store.opened.fire()
        await bench.exchanges.finish()
    }

    @Test func `after the commit the end of a streamed answer follows`() async throws {
        let store = GatedCassette()
        let bench = try RecordingBench(store)
        let response = try await bench.answer(.chunks(["one", "two"], fields: .octets))
        await store.began.wait()
        store.opened.fire()
        let (slices, error) = await response.slices()
        #expect(slices.joined() == "onetwo")
        #expect(error == nil)
        #expect(store.base.interactions.count == 1)
    }

    @Test func `chunks are on tape as they came`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        _ = try await bench.answer(.chunks(["data: 1\n", "\nda", "ta: 2\n\n"], fields: .eventStream))
        await bench.exchanges.finish()
        #expect(
            store.interactions.first?.response.chunks == [
                Chunk(offset: 0, length: 8, time: 0), Chunk(offset: 8, length: 3, time: 1000),
                Chunk(offset: 11, length: 7, time: 2000),
            ]
        )
    }

    @Test func `a client that leaves does not lose the recording`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let (stream, feed) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        do {
            let response = try await bench.answer(
                FakeUpstream { _, _ in UpstreamResponse(fields: .octets, chunks: stream) }
            )
            #expect(response.head.status == .ok)
        }
        for _ in 0..<3 { feed.yield(ReceivedChunk(bytes: [UInt8](repeating: 1, count: 1 << 20), elapsed: .zero)) }
        feed.finish()
        await bench.exchanges.finish()
        #expect(store.interactions.first?.response.body.length == 3 << 20)
    }

    @Test(arguments: [HTTPFields.octets, .eventStream, [.contentType: "application/json"]])
    func `an answer that breaks off does so for the client, and is on tape as truncated`(
        _ fields: HTTPFields
    ) async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let response = try await bench.answer(
            .chunks(["data: 1\n\n", "dat"], fields: fields, error: UpstreamError.test)
        )
        let (slices, error) = await response.slices()
        #expect(slices.joined() == "data: 1\n\ndat")
        #expect(error is UpstreamError)
        await bench.exchanges.finish()
        #expect(store.interactions.first?.response.outcome == .truncated)
        #expect(store.interactions.first?.response.body == .bytes(Array("data: 1\n\ndat".utf8)))
        #expect(bench.counts.brokenOff == 1)
        #expect(bench.counts.recorded == 1)
        let line = "/v1/chat/completions: 200, 12 bytes, BROKE OFF: The upstream broke off."
        #expect(bench.log.lines == [line])
    }

    @Test func `an upstream that does not answer is an error of ours, and not on tape`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let timeout = UpstreamError(code: .timedOut, message: "Too slow.")
        let response = try await bench.answer(FakeUpstream { _, _ in throw timeout })
        #expect(response.head.status == .gatewayTimeout)
        #expect(try await response.error("code") == "upstream_timeout")
        await bench.exchanges.finish()
        #expect(store.interactions.isEmpty)
        #expect(bench.counts.failed == 1)
        #expect(bench.log.lines == ["/v1/chat/completions failed: Too slow."])
    }

    @Test(arguments: [HTTPFields.octets, [.contentType: "application/json"]])
    func `a store that fails does not keep the answer from the client, and the loss counts`(
        _ fields: HTTPFields
    ) async throws {
        let store = InMemoryCassette()
        store.failWrites(with: Self.full)
        let bench = try RecordingBench(store)
        #expect(try await bench.answer(.chunks(["{", "}"], fields: fields)).text() == "{}")
        await bench.exchanges.finish()
        #expect(bench.counts.lost == 1)
        #expect(bench.counts.recorded == 0)
        #expect(
            bench.log.lines == ["/v1/chat/completions: 200, 2 bytes, NOT RECORDED: The disk is full., failure"]
        )
    }

    @Test func `a request that breaks off is not on tape, and its error goes to the server`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let (slices, feed) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        feed.yield("one".slice)
        feed.finish(throwing: Broken())
        let request = RequestContext.test(fields: .octets, body: .stream(Body(length: 6, slices: slices)))
        await #expect(throws: Broken.self) { try await bench.answer(request, FakeUpstream("{}")) }
        await bench.exchanges.finish()
        #expect(store.interactions.isEmpty)
    }

    @Test func `an answer that comes before the request was read is passed on, and lost to the tape`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let (slices, _) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        let request = RequestContext.test(fields: .octets, body: .stream(Body(length: 6, slices: slices)))
        let (stream, feed) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        feed.finish()
        let upstream = FakeUpstream { _, _ in UpstreamResponse(status: 413, fields: .octets, chunks: stream) }
        #expect(try await bench.answer(request, upstream).text() == "")
        await bench.exchanges.finish()
        #expect(store.interactions.isEmpty)
        #expect(bench.counts.passed == 1)
        #expect(bench.counts.lost == 1)
    }

    @Test func `an exchange that is broken off by the end of the server is not on tape, and does not look whole`()
        async throws
    {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let (stream, feed) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        feed.yield(ReceivedChunk(bytes: [1, 2], elapsed: .zero))
        let response = try await bench.answer(
            FakeUpstream { _, _ in UpstreamResponse(fields: .octets, chunks: stream) }
        )
        bench.exchanges.cancel()
        let (_, error) = await response.slices()
        #expect(error is StoppedEarly)
        await bench.exchanges.finish()
        #expect(store.interactions.isEmpty)
        #expect(bench.counts.lost == 0)
        #expect(bench.counts.passed == 1)
    }

    @Test func `secrets are not on tape, and the client gets them all the same`() async throws {
        let store = InMemoryCassette()
        let bench = try RecordingBench(store)
        let text = #"{"key":"\#(FakeSecret.projectKey)"}"#
        let middle = text.index(text.startIndex, offsetBy: 20)
        let chunks = [String(text[..<middle]), String(text[middle...])]
        let response = try await bench.answer(.test(json: text), .chunks(chunks, fields: .octets))
        #expect(try await response.text() == text)
        await bench.exchanges.finish()
        let recorded = try #require(store.interactions.first)
        for body in [recorded.request.body, recorded.response.body] {
            guard case .bytes(let bytes) = body else { throw Broken() }
            let kept = String(decoding: bytes, as: UTF8.self)
            #expect(kept.contains(Placeholder.word))
            #expect(!kept.contains(FakeSecret.projectKey.suffix(20)))
        }
        #expect(Chunk.areContiguous(recorded.response.chunks, covering: recorded.response.body.length))
    }
}
