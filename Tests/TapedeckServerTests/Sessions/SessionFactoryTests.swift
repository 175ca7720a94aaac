// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// Which links a session gets, seen by what answers a request that is recorded and one that is not.
@Suite(.timeLimit(.minutes(5))) struct SessionFactoryTests {
    private let store = InMemoryCassette()

    private func answers(_ mode: RecordMode, upstream: FakeUpstream?, passing: [String] = []) async throws -> [String] {
        let store = store
        let sessionFactory = SessionFactory(
            mode: mode,
            recording: RecordingPolicy(passedPaths: passing),
            upstream: upstream,
            log: LogSpy()
        ) { _ in try LoadedCassette(store) }
        let chain = try SessionTable.test(sessionFactory).session(named: "").chain
        var answers: [String] = []
        for json in ["{}", "{}", "[]"] {
            let response = try await chain.respond(to: .test(json: json))
            answers.append(response.head.status == .notFound ? "miss" : try await response.text())
        }
        return answers
    }

    @Test(arguments: [
        (RecordMode.none, ["tape", "tape", "miss"]), (.once, ["tape", "tape", "miss"]),
        (.newEpisodes, ["tape", "upstream", "upstream"]), (.all, ["upstream", "upstream", "upstream"]),
    ])
    func `the mode chooses what answers`(mode: RecordMode, expected: [String]) async throws {
        try await store.record(.sample(response: "tape"))
        #expect(try await answers(mode, upstream: FakeUpstream("upstream")) == expected)
    }

    @Test func `mode once records everything into an empty cassette`() async throws {
        #expect(try await answers(.once, upstream: FakeUpstream("upstream")) == ["upstream", "upstream", "upstream"])
    }

    @Test func `passed paths go to the upstream whatever is on tape`() async throws {
        try await store.record(.sample(response: "tape"))
        let passing = ["/v1/chat"]
        let found = try await answers(.none, upstream: FakeUpstream("upstream"), passing: passing)
        #expect(found == ["upstream", "upstream", "upstream"])
    }

    @Test(arguments: RecordMode.allCases)
    func `only mode none does without an upstream`(_ mode: RecordMode) async throws {
        guard mode != .none else {
            #expect(try await answers(mode, upstream: nil) == ["miss", "miss", "miss"])
            return
        }
        await #expect(throws: SessionError.self) { try await answers(mode, upstream: nil) }
    }

    // MARK: - Where recording was not asked for

    private func sessions(
        environment: [String: String],
        named mode: RecordMode? = nil,
        own: FakeUpstream? = nil
    ) throws -> SessionTable {
        let store = store
        let consent = try RecordingConsent(named: mode, environment: environment)
        let sessionFactory = SessionFactory(
            mode: consent.mode,
            upstream: FakeUpstream("upstream"),
            consent: consent,
            makeUpstream: { baseURL in
                guard let own, baseURL.hasPrefix("http") else {
                    throw CassetteError(code: .notFound, message: "no URL")
                }
                return own
            },
            log: LogSpy()
        ) { _ in try LoadedCassette(store) }
        return .test(sessionFactory)
    }

    private func answer(_ sessions: SessionTable, _ name: String = "", json: String = "{}") async throws -> String {
        try await sessions.session(named: name).chain.respond(to: .test(json: json)).text()
    }

    @Test func `in CI an empty cassette is refused, and a recorded one is played`() async throws {
        let error = #expect(throws: CassetteError.self) { try sessions(environment: ["CI": "1"]).session(named: "") }
        #expect(error?.message.contains("CI is set") == true)
        #expect(error?.text(for: .commandLine).contains("TAPEDECK_RECORD=once") == true)
        try await store.record(.sample(response: "tape"))
        let playing = try sessions(environment: ["CI": "1"])
        #expect(try await answer(playing) == "tape")
        #expect(try await answer(playing, json: "[]").contains("no_matching_interaction"))
    }

    @Test func `in CI a mode that is named records`() async throws {
        #expect(try await answer(sessions(environment: ["CI": "1"], named: .once)) == "upstream")
        #expect(try await answer(sessions(environment: ["CI": "1", "TAPEDECK_RECORD": "all"])) == "upstream")
    }

    // MARK: - Sessions with an upstream of their own

    @Test func `a session may ask a service of its own, and shares nothing with the others`() async throws {
        let recording = try sessions(environment: [:], named: .newEpisodes, own: FakeUpstream("own"))
        let name = SessionName.of(upstream: "http://a.test/v1")
        let session = try recording.begin(name, .init(upstream: "http://a.test/v1"))
        #expect(name == "upstream:http:a.test:v1")
        #expect(try await session.chain.respond(to: .test()).text() == "own")
        #expect(try await answer(recording) == "upstream")
        let player = SessionTable.test(
            SessionFactory(mode: .none, log: LogSpy()) { [store] _ in try LoadedCassette(store) }
        )
        #expect(try await answer(player, name) == "own")
        #expect(try await answer(player) == "upstream")
    }

    @Test func `the path of such a session does not record from the server's upstream`() throws {
        let recording = try sessions(environment: [:], named: .newEpisodes)
        #expect(throws: SessionError.self) { try recording.session(named: "upstream:http:a.test:v1") }
        #expect(throws: SessionError.self) { try recording.begin("upstream:x", .init(upstream: "no URL")) }
    }
}
