// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct PlaybackTests {
    private let store = InMemoryCassette()

    private func playback(
        _ policy: PlaybackPolicy = PlaybackPolicy(),
        scopes: [RecordingScope] = [RecordingScope()]
    ) -> Playback {
        Playback(store: store, scopes: scopes, policy: policy)
    }

    private func record(_ responses: String..., session: String = "") async throws {
        for response in responses { try await store.record(response, of: 1, session: session) }
    }

    @Test func `the k-th request gets the k-th recording, and then the last one again`() async throws {
        try await record("a", "b", "c")
        let playback = playback()
        #expect(try playback.turns(4) == ["a", "b", "c", "c again"])
    }

    @Test func `runs out after the last recording when none is repeated`() async throws {
        try await record("a", "b")
        let playback = playback(PlaybackPolicy(repeat: .never))
        #expect(try playback.turns(4) == ["a", "b", "ran out", "ran out"])
    }

    @Test func `knows no request that was not recorded`() async throws {
        try await record("a")
        let playback = playback()
        #expect(try playback.turns(1, of: 2) == ["not recorded"])
    }

    @Test func `requests have positions of their own`() async throws {
        try await record("a", "b")
        try await store.record("c", of: 2)
        try await store.record("d", of: 2)
        let playback = playback()
        #expect(try playback.turns(1) == ["a"])
        #expect(try playback.turns(2, of: 2) == ["c", "d"])
        #expect(try playback.turns(2) == ["b", "b again"])
    }

    @Test func `polls play each distinct state once when they collapse`() async throws {
        try await record("queued", "queued", "running", "queued", "done", "done")
        let playback = playback(PlaybackPolicy(polls: .collapse))
        #expect(try playback.turns(5, isPoll: true) == ["queued", "running", "queued", "done", "done again"])
        #expect((1...6).allSatisfy { playback.played.contains($0) })
    }

    @Test func `answers of another status or outcome are another state`() async throws {
        var truncated = Interaction.sample(response: "a", status: 500)
        truncated.response.outcome = .truncated
        for interaction in [.sample(response: "a"), .sample(response: "a", status: 500), truncated] {
            _ = try await store.append(interaction, fingerprint: .test(1), replacingUpTo: nil)
        }
        let playback = playback(PlaybackPolicy(polls: .collapse))
        #expect(try playback.turns(4, isPoll: true) == ["a", "a", "a", "a again"])
    }

    @Test func `polls play the last recording at once when only that one counts`() async throws {
        try await record("queued", "running", "done")
        let playback = playback(PlaybackPolicy(repeat: .never, polls: .final))
        #expect(try playback.turns(2, isPoll: true) == ["done", "ran out"])
        #expect(playback.played.count == 3)
    }

    @Test(arguments: PlaybackPolicy.Polls.allCases)
    func `the poll policy is for polls only`(_ polls: PlaybackPolicy.Polls) async throws {
        try await record("a", "a", "b")
        let playback = playback(PlaybackPolicy(repeat: .never, polls: polls))
        #expect(try playback.turns(4) == ["a", "a", "b", "ran out"])
    }

    @Test func `recordings beyond the bound are not played`() async throws {
        try await record("a", "b")
        let bound = store.lastID()
        try await record("c")
        let playback = playback(scopes: [RecordingScope(upTo: bound)])
        #expect(try playback.turns(3) == ["a", "b", "b again"])
    }

    @Test func `the first scope that has any recording of a request is the one that is played`() async throws {
        try await record("shared", "shared too")
        try await record("own", session: "s")
        try await store.record("only shared", of: 2)
        let playback = playback(scopes: ["s", ""].map { RecordingScope(sessions: .label($0)) })
        #expect(try playback.turns(2) == ["own", "own again"])
        #expect(try playback.turns(2, of: 2) == ["only shared", "only shared again"])
    }

    @Test(arguments: PlaybackPolicy.Repeat.allCases)
    func `what was played does not start over when other requests come between`(
        _ policy: PlaybackPolicy.Repeat
    ) async throws {
        let body = "last"
        for byte in UInt8(1)...5 {
            try await store.record("first", of: byte)
            try await store.record(body, of: byte)
        }
        let playback = playback(PlaybackPolicy(repeat: policy))
        for byte in UInt8(1)...5 { #expect(try playback.turns(2, of: byte) == ["first", body]) }
        let next = policy == .last ? body + " again" : "ran out"
        for byte in UInt8(1)...5 { #expect(try playback.turns(2, of: byte) == [next, next]) }
    }

    @Test(arguments: PlaybackPolicy.Polls.allCases)
    func `each recording is played to one of the requests that come at once`(
        _ polls: PlaybackPolicy.Polls
    ) async throws {
        let playback = Playback(
            store: store,
            scopes: [RecordingScope()],
            policy: PlaybackPolicy(repeat: .never, polls: polls)
        )
        for number in 0..<40 { try await record("\(number)") }
        let words = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<60 { group.addTask { try playback.decide(.test(1), isPoll: true).words } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let played = words.filter { $0 != "ran out" }
        #expect(played.count == (polls == .final ? 1 : 40))
        #expect(Set(played).count == played.count)
        #expect(playback.played.count == 40)
    }

    @Test func `whoever is overtaken goes on from where the other left off`() async throws {
        try await record("a", "b", "c")
        let store = OvertakingCassette(store)
        let playback = Playback(store: store, scopes: [RecordingScope()], policy: PlaybackPolicy())
        let overtaken = Mutex<[String]>([])
        func overtake(by count: Int) {
            store.afterNextLookUp {
                let turns = try playback.turns(count)
                overtaken.withLock { $0 += turns }
            }
        }
        overtake(by: 1)
        #expect(try playback.turns(1) == ["b"])
        overtake(by: 2)
        #expect(try playback.turns(1) == ["c again"])
        #expect(overtaken.withLock { $0 } == ["a", "c", "c again"])
    }
}

extension Playback {
    /// Takes turns of a request, each told in words.
    func turns(_ count: Int, of byte: UInt8 = 1, isPoll: Bool = false) throws -> [String] {
        try (0..<count).map { _ in
            try decide(.test(byte), isPoll: isPoll).words
        }
    }
}

extension PlaybackDecision {
    /// The decision in words: the body that is played, and whether again.
    var words: String {
        switch self {
        case .play(let recording, let isRepeat):
            guard case .bytes(let bytes) = recording.response.body else { return "stored" }
            return String(decoding: bytes, as: UTF8.self) + (isRepeat ? " again" : "")
        case .ranOut: return "ran out"
        case .notRecorded: return "not recorded"
        }
    }
}
