// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

/// Which links a session gets, seen by what answers a request that is recorded and one that is not.
@Suite(.timeLimit(.minutes(5))) struct DeckTests {
    private let store = InMemoryCassette()

    private func answers(_ mode: RecordMode, upstream: FakeUpstream?, passing: [String] = []) async throws -> [String] {
        let store = store
        let deck = Deck(
            mode: mode,
            recording: RecordingPolicy(passedPaths: passing),
            upstream: upstream,
            log: LogSpy()
        ) { _, _ in try LoadedCassette(store) }
        let chain = try SessionTable.test(deck).session(named: "").chain
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
}
