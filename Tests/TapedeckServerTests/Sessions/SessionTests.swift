// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct SessionTests {
    private let store = InMemoryCassette()

    @Test func `turns that are taken at the same time are each taken once`() async throws {
        for number in 1...200 { try await store.record("\(number)", of: 1) }
        let session = try Session.test(store, policy: PlaybackPolicy(repeat: .never))
        let turns = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<10 {
                group.addTask {
                    try (0..<21).map { _ in try session.decide(.test(1), isPoll: false).words }
                }
            }
            return try await group.reduce(into: [String: Int]()) { counts, turns in
                for decision in turns { counts[decision, default: 0] += 1 }
            }
        }
        var expected = Dictionary(uniqueKeysWithValues: (1...200).map { ("\($0)", 1) })
        expected["ran out"] = 10
        #expect(turns == expected)
    }

    @Test func `sessions have positions of their own`() async throws {
        try await store.record("a", of: 1)
        try await store.record("b", of: 1)
        let (one, two) = (try Session.test(store, name: "one"), try Session.test(store, name: "two"))
        #expect(try one.decide(.test(1), isPoll: false).words == "a")
        #expect(try one.decide(.test(1), isPoll: false).words == "b")
        #expect(try two.decide(.test(1), isPoll: false).words == "a")
    }

    @Test func `the default session plays the recordings of every session`() async throws {
        try await store.record("a", of: 1, session: "one")
        try await store.record("b", of: 1)
        let session = try Session.test(store)
        #expect(try session.decide(.test(1), isPoll: false).words == "a")
        #expect(try session.decide(.test(1), isPoll: false).words == "b")
        #expect(try session.recordings(of: .test(1)) == [1, 2])
    }

    @Test func `a named session does not play those of another one`() async throws {
        try await store.record("a", of: 1, session: "one")
        let session = try Session.test(store, name: "two")
        #expect(try session.decide(.test(1), isPoll: false).words == "not recorded")
        #expect(try session.recordings(of: .test(1)) == [])
    }

    @Test func `what is recorded after a session began is not played in it`() async throws {
        try await store.record("a", of: 1)
        let session = try Session.test(store, policy: PlaybackPolicy(repeat: .never))
        try await store.record("b", of: 1)
        #expect(try session.decide(.test(1), isPoll: false).words == "a")
        #expect(try session.decide(.test(1), isPoll: false).words == "ran out")
        #expect(try session.unused(limit: 10).count == 0)
    }

    @Test func `starting over brings back the position and empties the account`() async throws {
        try await store.record("a", of: 1)
        let session = try Session.test(store)
        _ = try session.decide(.test(1), isPoll: false)
        session.statistics.update { $0.requests += 1 }
        session.reset()
        #expect(session.played.count == 0)
        #expect(session.statistics.counts == RequestCounts())
        #expect(try session.decide(.test(1), isPoll: false).words == "a")
    }

    @Test func `lists the recordings of its own that it has not played`() async throws {
        try await store.record("a", of: 1, session: "one")
        try await store.record("b", of: 2, session: "one")
        try await store.record("c", of: 3)
        let session = try Session.test(store, name: "one")
        _ = try session.decide(.test(2), isPoll: false)
        let unused = try session.unused(limit: 10)
        #expect(unused.count == 1)
        #expect(
            unused.first == [
                UnusedRecording(id: 1, requestLine: "POST /v1/chat/completions", session: "one", cassette: store.name)
            ]
        )
    }

    @Test func `mode once records everything only when the cassette was empty`() async throws {
        #expect(try Session.test(store, mode: .once).recordsEverything)
        try await store.record("a", of: 1)
        #expect(try !Session.test(store, mode: .once).recordsEverything)
        #expect(try Session.test(store, mode: .all).recordsEverything)
        #expect(try Session.test(store, mode: .all).unused(limit: 10).count == 0)
        #expect(try !Session.test(store, mode: .newEpisodes).recordsEverything)
    }

    @Test func `the redactor knows the credentials of the request`() throws {
        let session = try Session.test(store)
        for key in ["one secret", "another one"] {
            let fields: HTTPFields = [.authorization: "Bearer \(key)"]
            let secret = String(key.split(separator: " ")[1])
            #expect(session.redactor(for: .test(fields: fields, body: .bytes([]))).secrets == [secret])
        }
    }
}
