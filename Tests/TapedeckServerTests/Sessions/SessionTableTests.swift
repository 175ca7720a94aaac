// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct SessionTableTests {
    private let store = InMemoryCassette()
    private let sessions: SessionTable

    init() async throws {
        try await store.record("a", of: 1)
        try await store.record("b", of: 2)
        let store = store
        sessions = .test(SessionFactory(mode: .none, log: LogSpy()) { _ in try LoadedCassette(store) })
    }

    @Test func `a session begins with its first request and stays`() throws {
        #expect(sessions.existing("a") == nil)
        let session = try sessions.session(named: "a").session
        #expect(try sessions.session(named: "a").session === session)
        #expect(sessions.all.map(\.session.name) == ["a"])
    }

    @Test func `a name is taken once, and some are none`() throws {
        _ = try sessions.begin("a", SessionSettings())
        #expect(throws: SessionError.self) { try sessions.begin("a", SessionSettings()) }
        #expect(throws: SessionError.self) { try sessions.begin("a\0b", SessionSettings()) }
        #expect(throws: SessionError.self) { try sessions.end("b") }
        #expect(sessions.all.count == 1)
    }

    @Test func `there are no more sessions than the limit, until some end`() throws {
        for number in 0..<SessionTable.limit { _ = try sessions.session(named: "\(number)") }
        #expect(throws: SessionError.self) { try sessions.session(named: "one more") }
        #expect(try sessions.session(named: "0").session.name == "0")
        _ = try sessions.end("0")
        #expect(try sessions.session(named: "one more").session.name == "one more")
    }

    @Test func `what a session did counts for the run when it has ended`() throws {
        for (byte, name) in [(UInt8(1), "a"), (2, "b")] {
            let session = try sessions.session(named: name).session
            _ = try session.decide(.test(byte), isPoll: false)
            session.statistics.update { $0.requests += 1 }
            try session.statistics.add(.test("/v1/\(name)"), .test(1))
        }
        _ = try sessions.end("a")
        #expect(sessions.existing("a") == nil)
        #expect(sessions.counts.requests == 2)
        #expect(sessions.misses.map(\.requestLine) == ["POST /v1/a", "POST /v1/b"])
        let played = try #require(sessions.played.first)
        #expect(sessions.played.count == 1)
        #expect(played.played.count == 2)
        #expect(played.scope == RecordingScope(upTo: 2))
    }
}

extension SessionTable {
    /// A table whose sessions a sessionFactory makes.
    static func test(_ sessionFactory: SessionFactory) -> SessionTable {
        let (budget, exchanges) = (UpstreamBudget(policy: sessionFactory.recording), ExchangeGroup())
        return SessionTable { name, settings in
            try sessionFactory.makeSession(name, settings, budget: budget, exchanges: exchanges)
        }
    }
}
