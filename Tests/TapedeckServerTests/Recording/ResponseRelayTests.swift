// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import Testing

@testable import TapedeckServer

@Suite(.timeLimit(.minutes(5))) struct ResponseRelayTests {
    /// Keeps what was answered, and how often.
    private final class Client: Sendable {
        let answers = Mutex<[ServedResponse]>([])

        var response: ServedResponse? { answers.withLock { $0.last } }
        var count: Int { answers.withLock { $0.count } }
    }

    private let client = Client()

    private func relay(_ fields: HTTPFields, _ method: HTTPRequest.Method = .get) -> ResponseRelay {
        let (chunks, _) = AsyncThrowingStream<ReceivedChunk, any Error>.makeStream()
        let client = client
        return ResponseRelay(response: UpstreamResponse(fields: fields, chunks: chunks), method: method) { response in
            client.answers.withLock { $0.append(response) }
        }
    }

    private func chunk(_ length: Int) -> ReceivedChunk {
        ReceivedChunk(bytes: [UInt8](repeating: 1, count: length), elapsed: .zero)
    }

    @Test func `the head of a stream goes out at once`() {
        _ = relay(.eventStream)
        #expect(client.count == 1)
    }

    @Test(arguments: [HTTPRequest.Method.get, .head])
    func `an answer without a body waits for its end`(_ method: HTTPRequest.Method) async throws {
        var relay = relay([.contentType: "text/plain", .contentLength: method == .head ? "5" : "0"], method)
        #expect(client.count == 0)
        await relay.finish(throwing: nil)
        #expect(client.count == 1)
        #expect(client.response?.body.length == 0)
    }

    @Test func `a large JSON answer goes out as it arrives, save for its last byte`() async throws {
        var relay = relay([.contentType: "application/json"])
        await relay.send(chunk(256 << 10))
        #expect(client.count == 0)
        await relay.send(chunk(1))
        let response = try #require(client.response)
        guard case .stream(_, let slices) = response.body.content else { throw NoStream() }
        var iterator = slices.makeAsyncIterator()
        #expect(try await iterator.next(isolation: nil)?.count == 256 << 10)
        await relay.finish(throwing: nil)
        #expect(try await iterator.next(isolation: nil)?.count == 1)
        #expect(try await iterator.next(isolation: nil) == nil)
        #expect(client.count == 1)
    }

    @Test func `white space before a JSON answer goes out as it comes, so that the client does not give up`()
        async throws
    {
        var relay = relay([.contentType: "application/json"])
        var iterator: (any AsyncIteratorProtocol<ArraySlice<UInt8>, any Error>)?
        for text in ["\n", " ", "\r\n\t"] {
            await relay.send(ReceivedChunk(bytes: Array(text.utf8), elapsed: .zero))
            let response = try #require(client.response)
            guard case .stream(_, let slices) = response.body.content else { throw NoStream() }
            iterator = iterator ?? slices.makeAsyncIterator()
            #expect(try await iterator?.next(isolation: nil) == text.slice)
        }
        await relay.send(ReceivedChunk(bytes: Array("{}".utf8), elapsed: .zero))
        #expect(try await iterator?.next(isolation: nil) == "{".slice)
        await relay.finish(throwing: nil)
        #expect(try await iterator?.next(isolation: nil) == "}".slice)
    }

    @Test func `white space of a known length is an answer like any other`() async throws {
        var relay = relay([.contentType: "application/json", .contentLength: "1"])
        await relay.send(ReceivedChunk(bytes: [0x20], elapsed: .zero))
        #expect(client.count == 0)
        await relay.finish(throwing: nil)
        #expect(client.count == 1)
    }

    @Test func `a JSON answer that takes its time goes out as it comes, save for its last byte`() async throws {
        var relay = relay([.contentType: "application/json"])
        await relay.send(ReceivedChunk(bytes: Array("{\n".utf8), elapsed: .zero))
        #expect(client.count == 0)
        await relay.send(ReceivedChunk(bytes: Array("\n".utf8), elapsed: .seconds(1)))
        let response = try #require(client.response)
        guard case .stream(_, let slices) = response.body.content else { throw NoStream() }
        var iterator = slices.makeAsyncIterator()
        #expect(try await iterator.next(isolation: nil) == "{\n".slice)
    }

    private struct NoStream: Error {}
}
