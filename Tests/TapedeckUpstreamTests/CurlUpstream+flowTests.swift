// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamFlowTests {
    let origin: Origin
    let gate = "flow-\(UInt64.random(in: 0 ... .max))"

    init() throws {
        origin = try Origin.plain.get()
    }

    @Test func `requests are carried out side by side and beyond the bound in turn`() async throws {
        let client = try origin.client(maximumConcurrentRequests: 16)
        let connections = try await withThrowingTaskGroup { group in
            for number in 0..<2000 {
                group.addTask {
                    let body = Body(Array("\(number)".utf8))
                    let echo = try await client.whole("/v1/echo/\(number)", .post, body: body).echo()
                    #expect(echo.target == "/v1/echo/\(number)")
                    return echo.connection
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect((1...16).contains(connections.count))
    }

    @Test func `a long wait does not hold up other requests`() async throws {
        let client = try origin.client()
        async let waiting = client.whole("/v1/await?\(gate)")
        _ = try await client.whole("/v1/open?\(gate)")
        #expect(try await waiting.text == "ok")
    }

    @Test func `an unread response stops the upstream from sending`() async throws {
        let client = try origin.client()
        let size = 64 * 1024 * 1024
        let response = try await client.start("/v1/big?\(size)")
        // Other traffic on the same loop goes on meanwhile, and gives the download time to fill what it may fill.
        for _ in 0..<200 { _ = try await client.whole("/v1/echo") }
        // What the origin is rid of is in the sockets' buffers and in our own mebibyte.
        let sent = try #require(try await Int(client.whole("/v1/sent?\(size)").text))
        #expect(sent < size / 2)
        var received = 0
        for try await chunk in response.chunks { received += chunk.bytes.count }
        #expect(received == size)
    }

    @Test func `a request body is read no faster than it is sent`() async throws {
        let client = try origin.client()
        let pulled = Mutex(0)
        let size = 64 * 1024
        let slices = Slices(count: 1024, size: size, failure: nil) { index in pulled.withLock { $0 = index } }
        let body = Body(length: 1024 * size, slices: slices)
        async let response = client.whole("/v1/slow?\(gate)", .post, body: body)
        for _ in 0..<200 { _ = try await client.whole("/v1/echo") }
        // What is gone is in the sockets' buffers; the rest of the 64 MiB is still to be made.
        #expect(pulled.withLock { $0 } < 512)
        _ = try await client.whole("/v1/open?\(gate)")
        #expect(try await response.text == "\(1024 * size)")
    }

    @Test func `a slow client does not run into the idle time-out`() async throws {
        let timeouts = UpstreamTimeouts(firstByte: .milliseconds(100), idle: .milliseconds(100))
        let client = try origin.client(timeouts: timeouts)
        let (slices, writer) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        async let response = client.whole("/v1/echo", .post, body: Body(length: 4, slices: slices))
        writer.yield([1, 2])
        // A request that runs into the same time-out twice shows that more time than it has passed.
        for _ in 0..<2 { await #expect(throws: UpstreamError.self) { try await client.whole("/v1/silent") } }
        writer.yield([3, 4])
        writer.finish()
        #expect(try await response.echo().length == 4)
    }

    @Test func `cancelling before the head ends the request`() async throws {
        let client = try origin.client()
        let (started, signal) = AsyncStream<Void>.makeStream()
        let slices = Slices(count: 1, size: 10, failure: nil) { _ in signal.finish() }
        let task = Task { try await client.whole("/v1/silent", .post, body: Body(length: 10, slices: slices)) }
        for await _ in started {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `cancelling a request that waits its turn ends it`() async throws {
        let client = try origin.client(maximumConcurrentRequests: 1)
        let first = try await client.start("/v1/events?\(gate)")
        let second = Task { try await client.whole("/v1/echo") }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        withExtendedLifetime(first) {}
    }

    @Test func `cancelling the reader ends the transfer`() async throws {
        let client = try origin.client()
        let gate = gate
        let response = try await client.start("/v1/watch?\(gate)")
        let (started, signal) = AsyncStream<Void>.makeStream()
        let task = Task {
            for try await _ in response.chunks { signal.finish() }
        }
        for await _ in started {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.whole("/v1/await?\(gate)").text == "ok")
    }

    @Test func `letting go of a response ends the transfer`() async throws {
        let client = try origin.client()
        do {
            let response = try await client.start("/v1/watch?\(gate)")
            #expect(response.head.status == .ok)
        }
        #expect(try await client.whole("/v1/await?\(gate)").text == "ok")
    }

    @Test func `a response outlives the client it came from`() async throws {
        let response = try await origin.client().start("/v1/big?5000000")
        #expect(try await response.whole().body.count == 5_000_000)
    }

    @Test func `shutting down ends what is under way, and what comes later`() async throws {
        let client = try origin.client(maximumConcurrentRequests: 2)
        let response = try await client.start("/v1/stall?\(gate)")
        let (started, signal) = AsyncStream<Void>.makeStream()
        let slices = Slices(count: 1, size: 10, failure: nil) { _ in signal.finish() }
        let waiting = Task { try await client.whole("/v1/silent", .post, body: Body(length: 10, slices: slices)) }
        for await _ in started {}
        await client.shutdown()
        let cut = await #expect(throws: UpstreamError.self) { try await response.whole() }
        #expect(cut?.code == .brokenOff)
        let ended = await #expect(throws: UpstreamError.self) { try await waiting.value }
        #expect(ended?.code == .connectionFailed)
        let late = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/echo") }
        #expect(late?.message.hasSuffix("was ended because the recorder is stopping.") == true)
        await client.shutdown()
    }

    @Test func `many clients come and go`() async throws {
        for _ in 0..<50 {
            let client = try origin.client()
            #expect(try await client.whole("/v1/echo").head.status == .ok)
        }
    }
}
