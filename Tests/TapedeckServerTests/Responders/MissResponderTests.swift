// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct MissResponderTests {
    private let store = InMemoryCassette(name: "chat.cassette")
    private let misses = MissList()

    private final class MissList: Sendable {
        let all = Mutex<[Miss]>([])
    }

    private func miss(_ request: RequestContext, in session: Session) async throws -> ServedResponse {
        var request = request
        let misses = misses
        let responder = MissResponder(session: session) { miss in misses.all.withLock { $0.append(miss) } }
        return try #require(try await responder.respond(to: &request))
    }

    @Test func `shows the nearest recording, and how to record the request`() async throws {
        try await store.record(.sample(path: "/v1/files"), .sample(request: #"{"model":"a"}"#))
        let session = try Session.test(store)
        let response = try await miss(.test(json: #"{"model":"b"}"#), in: session)
        #expect(response.head.status == .notFound)
        #expect(
            try await response.error("message") == """
                No recording in the cassette chat.cassette (mode none) matches POST /v1/chat/completions.
                Nearest: #2 POST /v1/chat/completions
                           $.model: recorded "a" got "b"
                To record it, run: tapedeck record --cassette chat.cassette --mode new_episodes
                """
        )
        #expect(response.head.headerFields[.tapedeckMiss] == "not-recorded")
        #expect(session.statistics.counts.missed == 1)
        #expect(session.statistics.misses == misses.all.withLock { $0 })
        #expect(session.statistics.misses.count == 1)
    }

    @Test func `says that the recordings ran out`() async throws {
        try await store.record(.sample(), .sample())
        let session = try Session.test(store, policy: PlaybackPolicy(repeat: .never))
        let response = try await miss(.test(), in: session)
        #expect(response.head.headerFields[.tapedeckMiss] == "ran-out")
        #expect(session.statistics.misses.first?.reason == .ranOut(recordings: 2))
        #expect(session.statistics.misses.first?.nearest == [])
    }

    @Test func `what was recorded in this run is not among the nearest`() async throws {
        let session = try Session.test(store)
        try await store.record(.sample(request: #"{"model":"a"}"#))
        _ = try await miss(.test(json: #"{"model":"b"}"#), in: session)
        #expect(session.statistics.misses.first?.nearest == [])
    }

    @Test func `explains a request too large for memory`() async throws {
        try await store.record(.sample())
        let session = try Session.test(store)
        let (slices, feed) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
        feed.yield("[1,".slice)
        feed.yield("2]".slice)
        feed.finish()
        _ = try await miss(.test(body: .stream(Body(length: nil, slices: slices))), in: session)
        #expect(session.statistics.misses.first?.nearest.map(\.id) == [1])
    }

    @Test func `shows no secret of the target`() async throws {
        let session = try Session.test(store)
        let request = RequestContext.test(.get, "/v1/files?key=\(FakeSecret.userKey)", json: "")
        let text = try await miss(request, in: session).text()
        #expect(!text.contains(FakeSecret.userKey))
        #expect(text.contains(Placeholder.word))
    }
}
