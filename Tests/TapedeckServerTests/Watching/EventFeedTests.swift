// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct EventFeedTests {
    private let feed = EventFeed()

    private func event(_ line: String) -> ServedEvent {
        ServedEvent(outcome: .played, session: "", requestLine: line, status: 200)
    }

    @Test func `makes no event while nobody looks`() {
        var count = 0
        func made() -> ServedEvent {
            count += 1
            return event("GET /")
        }
        feed.note(made())
        #expect(count == 0)
        let reader = feed.reader()
        feed.note(made())
        #expect(count == 1)
        #expect(reader?.next()?.entries.count == 1)
    }

    @Test func `gives each reader what came since it began to look`() throws {
        let first = try #require(feed.reader())
        feed.note(event("GET /a"))
        let second = try #require(feed.reader())
        feed.note(event("GET /b"))
        #expect(first.next()?.entries.map(\.event.requestLine) == ["GET /a", "GET /b"])
        #expect(second.next()?.entries.map(\.event.requestLine) == ["GET /b"])
        #expect(first.next()?.entries.isEmpty == true)
    }

    @Test func `keeps the last events, and counts the others`() throws {
        let reader = try #require(feed.reader())
        for number in 0..<EventFeed.limit + 5 { feed.note(event("GET /\(number)")) }
        let next = try #require(reader.next())
        #expect(next.skipped == 5)
        #expect(next.entries.count == EventFeed.limit)
        #expect(next.entries.first?.event.requestLine == "GET /5")
        #expect(next.entries.map(\.number) == Array(6...EventFeed.limit + 5))
    }

    @Test func `passes over repetitions that nobody could read`() throws {
        #expect(feed.passOver())
        let reader = try #require(feed.reader())
        for _ in 0..<EventFeed.repetitionLimit {
            #expect(!feed.passOver())
            feed.note(event("GET /a"))
        }
        for _ in 0..<3 { #expect(feed.passOver()) }
        feed.note(event("GET /b"))
        let next = try #require(reader.next())
        #expect(next.entries.count == EventFeed.repetitionLimit + 1 && next.skipped == 3)
        #expect(next.entries.last?.number == EventFeed.repetitionLimit + 4)
        #expect(!feed.passOver())
        #expect(try #require(reader.next()).skipped == 0)
    }

    @Test func `stops looking when the last reader goes away`() {
        var reader = feed.reader()
        #expect(reader != nil)
        #expect(feed.isWatched)
        reader = nil
        #expect(!feed.isWatched)
    }

    @Test func `has a bounded number of readers`() {
        var readers = (0..<EventFeed.readerLimit).map { _ in feed.reader() }
        #expect(readers.allSatisfy { $0 != nil })
        #expect(feed.reader() == nil)
        readers.removeLast()
        #expect(feed.reader() != nil)
    }

    @Test func `ends its streams when the server stops`() async throws {
        let reader = try #require(feed.reader())
        feed.note(event("GET /a"))
        var slices = EventSlices(reader, clock: JumpingClock()).makeAsyncIterator()
        #expect(try await slices.next().map { String(decoding: $0, as: UTF8.self) } == "event: open\ndata: {}\n\n")
        let text = try #require(try await slices.next().map { String(decoding: $0, as: UTF8.self) })
        #expect(text.hasPrefix("event: request\ndata: {\"number\":1,\"time\":"))
        #expect(text.hasSuffix(",\"request\":\"GET /a\",\"session\":\"default\",\"status\":200}\n\n"))
        feed.close()
        #expect(try await slices.next() == nil)
    }

    @Test func `a silent stream has a comment from time to time`() async throws {
        let reader = try #require(feed.reader())
        let clock = JumpingClock()
        var slices = EventSlices(reader, clock: clock).makeAsyncIterator()
        _ = try await slices.next()
        #expect(try await slices.next().map(Array.init) == Array(": \n\n".utf8))
        #expect(clock.elapsed > .seconds(1))
        #expect(clock.elapsed < .seconds(10))
    }

    @Test func `tells what was played, and gives nothing again unseen`() async throws {
        let store = InMemoryCassette()
        try await store.record(.sample())
        let session = try Session(
            name: "a",
            cassette: LoadedCassette(store),
            mode: .none,
            policy: PlaybackPolicy(),
            feed: feed
        )
        let responder = ReplayResponder(session: session)
        #expect(try responder.respondAtOnce(to: .test())?.repetition != nil)
        let reader = try #require(feed.reader())
        #expect(try responder.respondAtOnce(to: .test())?.repetition?.count() == false)
        let entries = try #require(reader.next()).entries
        #expect(entries.count == 1)
        let json = try #require(entries.first).event.json(number: 1, time: 2)
        #expect(
            json == [
                "number": 1, "time": 2, "outcome": "played", "request": "POST /v1/chat/completions", "session": "a",
                "status": 200, "id": 1,
            ]
        )
    }
}
