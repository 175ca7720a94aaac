// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct ReplayResponderTests {
    private let store = InMemoryCassette()
    private let clock = JumpingClock()

    private func streamed(_ outcome: Outcome = .complete) -> Interaction {
        var interaction = Interaction.sample(response: "onetwo")
        interaction.response.chunks = [Chunk(offset: 0, length: 3, time: 0), Chunk(offset: 3, length: 3, time: 500)]
        interaction.response.outcome = outcome
        return interaction
    }

    private func play(_ request: RequestContext, policy: PlaybackPolicy = PlaybackPolicy()) async throws
        -> (response: ServedResponse?, counts: RequestCounts)
    {
        let session = try Session.test(store, policy: policy)
        var request = request
        let response = try await ReplayResponder(session: session, clock: clock).respond(to: &request)
        return (response, session.statistics.counts)
    }

    @Test func `plays the recording of a request however its JSON is spelled`() async throws {
        try await store.record(.sample(request: #"{"a":1,"b":"é"}"#, response: "hello", status: 201))
        let (response, counts) = try await play(.test(json: #"{ "b": "\u00e9", "a": 1.0 }"#))
        #expect(try await response?.text() == "hello")
        #expect(response?.head.status == .created)
        #expect(response?.head.headerFields == [.contentType: "application/json"])
        #expect(counts.played == 1)
        #expect(counts.repeated == 0)
        #expect(counts.savedTime == 2000)
    }

    @Test func `fields of a connection that another tool recorded are not played`() async throws {
        var interaction = Interaction.sample(response: "hello")
        for name in KeptHeaders.connectionFields {
            interaction.response.headerFields[try #require(HTTPField.Name(name))] = "close, chunked"
        }
        try await store.record(interaction)
        let (response, _) = try await play(.test())
        #expect(response?.head.headerFields == [.contentType: "application/json"])
    }

    @Test func `line breaks of a recorded field cannot begin another one`() async throws {
        var interaction = Interaction.sample(response: "hello")
        interaction.response.headerFields[.location] = "/a\r\nset-cookie: b\r\n\r\nHTTP/1.1 200 OK"
        try await store.record(interaction)
        let value = try #require(try await play(.test()).response?.head.headerFields[.location])
        #expect(!value.contains { $0.isNewline })
    }

    @Test func `what is not recorded goes to the next link`() async throws {
        try await store.record(.sample())
        let (response, counts) = try await play(.test(json: "[]"))
        #expect(response == nil)
        #expect(counts == RequestCounts())
    }

    @Test func `a large request is matched, and stays readable for the next link`() async throws {
        let text = String(repeating: "x", count: 3 << 20)
        var interaction = Interaction.sample(request: text, response: "hello")
        interaction.request.headerFields = .octets
        try await store.record(interaction)
        let session = try Session.test(store, policy: PlaybackPolicy(repeat: .never))
        let player = ReplayResponder(session: session, clock: clock)
        for expected in ["hello", nil] {
            let (slices, feed) = AsyncThrowingStream<ArraySlice<UInt8>, any Error>.makeStream()
            for start in stride(from: 0, to: 3 << 20, by: 1 << 19) { feed.yield(text.slice[start..<start + 1 << 19]) }
            feed.finish()
            let body = RequestBody.stream(Body(length: nil, slices: slices))
            var request = RequestContext.test(fields: .octets, body: body)
            #expect(try player.respondAtOnce(to: &request) == nil)
            let response = try await player.respond(to: &request)
            #expect(try await response?.text() == expected)
            for _ in 0..<2 { #expect(try await request.body.body.collect(upTo: .max) == text.slice) }
        }
    }

    @Test func `what is in memory and in one piece is answered at once`() async throws {
        try await store.record(.sample(response: "hello"))
        let session = try Session.test(store)
        let player = ReplayResponder(session: session, clock: clock)
        #expect(try player.respondAtOnce(to: .test())?.text == "hello")
        #expect(try player.respondAtOnce(to: .test())?.text == "hello")
        #expect(session.statistics.counts.played == 2)
        #expect(session.statistics.counts.repeated == 1)
    }

    @Test func `what breaks off is not answered at once, and not passed over`() async throws {
        try await store.record(streamed(.truncated))
        let player = ReplayResponder(session: try .test(store, policy: PlaybackPolicy(repeat: .never)), clock: clock)
        var request = RequestContext.test()
        #expect(try player.respondAtOnce(to: &request) == nil)
        let (slices, error) = try await #require(try await player.respond(to: &request)).slices()
        #expect(slices == ["one", "two"])
        #expect(error is RecordedBreak)
    }

    @Test func `an event stream is answered at once in its chunks, anything else with its length`() async throws {
        var interaction = streamed()
        try await store.record(interaction)
        interaction.response.headerFields = .eventStream
        try await store.record(interaction)
        let player = ReplayResponder(session: try .test(store), clock: clock)
        let whole = try #require(try player.respondAtOnce(to: .test()))
        #expect(whole.text == "onetwo")
        #expect(whole.chunks == nil)
        let stream = try #require(try player.respondAtOnce(to: .test()))
        #expect(stream.text == "onetwo")
        #expect(stream.chunks?.map(\.length) == [3, 3])
    }

    @Test func `chunks of a damaged cassette that do not cover the body are not answered at once`() async throws {
        var interaction = streamed()
        interaction.response.headerFields = .eventStream
        interaction.response.chunks.removeLast()
        try await store.record(interaction)
        #expect(try ReplayResponder(session: .test(store), clock: clock).respondAtOnce(to: .test()) == nil)
    }

    @Test func `a large stream is written by its task, which waits for the client`() async throws {
        var interaction = Interaction.sample(response: String(repeating: "x", count: 257 << 10))
        interaction.response.headerFields = .eventStream
        interaction.response.chunks = [Chunk(offset: 0, length: 257 << 10, time: 0)]
        try await store.record(interaction)
        #expect(try ReplayResponder(session: .test(store), clock: clock).respondAtOnce(to: .test()) == nil)
    }

    @Test func `the last recording may be given again, until the session starts over`() async throws {
        for response in ["first", "last"] { try await store.record(.sample(response: response)) }
        let session = try Session.test(store)
        let player = ReplayResponder(session: session, clock: clock)
        #expect(try player.respondAtOnce(to: .test())?.repetition == nil)
        let last = try #require(try player.respondAtOnce(to: .test())?.repetition)
        #expect(last.count())
        #expect(session.statistics.counts.repeated == 1)
        session.reset()
        #expect(!last.count())
        #expect(session.statistics.counts == RequestCounts())
    }

    @Test func `nothing is given again without being decided anew when recordings run out or are logged`() async throws
    {
        try await store.record(.sample())
        let never = ReplayResponder(session: try .test(store, policy: PlaybackPolicy(repeat: .never)), clock: clock)
        #expect(try #require(try never.respondAtOnce(to: .test())).repetition == nil)
        let logged = ReplayResponder(session: try .test(store), log: LogSpy(), clock: clock)
        #expect(try #require(try logged.respondAtOnce(to: .test())).repetition == nil)
    }

    @Test(arguments: ["user-agent", "x-custom"])
    func `nothing is given again where a rule compares a field that is passed over otherwise`(
        _ name: String
    ) async throws {
        let store = InMemoryCassette(matchingRules: MatchingRules(matchedHeaders: [name]))
        _ = try await store.append(
            .sample(),
            fingerprint: try Interaction.sample().fingerprint(rules: store.matchingRules),
            replacingUpTo: nil
        )
        let response = try ReplayResponder(session: .test(store), clock: clock).respondAtOnce(to: .test())
        #expect((try #require(response).repetition == nil) == (name == "user-agent"))
    }

    @Test func `what was decided on the event loop is played by the task, and decided once`() async throws {
        try await store.record(streamed(.truncated))
        try await store.record(.sample(response: "second"))
        let session = try Session.test(store)
        let player = ReplayResponder(session: session, clock: clock)
        var (first, second) = (RequestContext.test(), RequestContext.test())
        #expect(try player.respondAtOnce(to: &first) == nil)
        #expect(try player.respondAtOnce(to: &second)?.text == "second")
        #expect(try await player.respond(to: &first)?.slices().slices == ["one", "two"])
        #expect(session.statistics.counts.played == 2)
    }

    @Test func `a miss on the event loop keeps the key for the next responder`() async throws {
        try await store.record(.sample())
        let player = ReplayResponder(session: try .test(store), clock: clock)
        var request = RequestContext.test(json: "[]")
        #expect(try player.respondAtOnce(to: &request) == nil)
        let identity = try #require(request.identity)
        #expect(try await player.respond(to: &request) == nil)
        #expect(request.identity?.key == identity.key)
    }

    @Test func `nothing is answered at once that has a time`() async throws {
        try await store.record(.sample())
        let player = ReplayResponder(
            session: try .test(store, policy: PlaybackPolicy(timing: .recorded(speed: 1))),
            clock: clock
        )
        #expect(try player.respondAtOnce(to: .test()) == nil)
    }

    @Test func `the head comes after the time to the first byte, and the body at its times`() async throws {
        try await store.record(streamed())
        let (response, _) = try await play(.test(), policy: PlaybackPolicy(timing: .recorded(speed: 0.5)))
        #expect(clock.elapsed == .milliseconds(2))
        #expect(try await response?.text() == "onetwo")
        #expect(clock.elapsed == .milliseconds(4))
    }

    @Test func `the length is told of what is whole and no event stream`() async throws {
        try await store.record(streamed())
        #expect(try await play(.test()).response?.body.length == 6)
    }

    @Test func `no length is told of what breaks off`() async throws {
        try await store.record(streamed(.truncated))
        let response = try #require(try await play(.test()).response)
        #expect(response.body.length == nil)
    }

    @Test func `no length is told of an event stream`() async throws {
        var interaction = streamed()
        interaction.response.headerFields = .eventStream
        try await store.record(interaction)
        let response = try #require(try await play(.test()).response)
        #expect(response.body.length == nil)
    }

    @Test func `the poll policy is for GET alone`() async throws {
        for response in ["a", "b"] {
            try await store.record(.sample(method: .get, request: "", response: response))
            try await store.record(.sample(response: response))
        }
        let session = try Session.test(store, policy: PlaybackPolicy(polls: .final))
        let player = ReplayResponder(session: session, clock: clock)
        #expect(try player.respondAtOnce(to: .test(.get, json: ""))?.text == "b")
        #expect(try player.respondAtOnce(to: .test())?.text == "a")
        #expect(session.played.count == 3)
    }
}
