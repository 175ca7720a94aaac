// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// What the handlers of a connection allocate, from the bytes of a request to those of its response.
@Suite(.enabled(if: AllocationBudget.applies))
struct HTTPConnectionAllocationsTests {
    private let channel: EmbeddedChannel

    init() async throws {
        let store = InMemoryCassette()
        for number in 100..<120 { try await store.record(.chat(number)) }
        let factory = SessionFactory(mode: .none, log: LogSpy()) { _ in try LoadedCassette(store) }
        let sessions = SessionTable.test(factory)
        _ = try sessions.session(named: "")
        let router = RequestRouter(
            sessions: sessions,
            control: ControlAPI(sessions: sessions, token: nil),
            hostCheck: HostCheck(names: [], acceptsAnyAddress: false),
            log: factory.log
        )
        channel = EmbeddedChannel()
        try HTTPConnection.addHandlers(
            to: channel.pipeline.syncOperations,
            router: router,
            forwarded: ForwardedRequests(),
            idleTimeout: .minutes(5)
        )
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    private func request(_ number: Int) -> ByteBuffer {
        guard case .bytes(let body) = Interaction.chat(number).request.body else { return ByteBuffer() }
        let head =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer none\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return ByteBuffer(bytes: Array(head.utf8) + body)
    }

    private func answer(_ request: ByteBuffer) throws -> Int {
        try channel.writeInbound(request)
        var count = 0
        while let part = try channel.readOutbound(as: ByteBuffer.self) { count += part.readableBytes }
        return count
    }

    @Test func `a request asked for the first time stays within its budget`() async throws {
        let requests = (100..<120).map(request)
        var (index, unanswered) = (0, 0)
        try await AllocationBudget("replay of a request asked for the first time").check {
            index += 1
            if try answer(requests[index]) == 0 { unanswered += 1 }
        }
        #expect(unanswered == 0)
        _ = try? channel.finish()
    }

    @Test func `a repeated request stays within its budget`() async throws {
        let request = request(100)
        var unanswered = 0
        try await AllocationBudget("replay of a repeated request").check {
            if try answer(request) == 0 { unanswered += 1 }
        }
        #expect(unanswered == 0)
        _ = try? channel.finish()
    }
}
