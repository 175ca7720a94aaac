// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct BrowsingAPITests {
    private let store = InMemoryCassette()

    private func ask(_ path: String, query: String? = nil) async throws -> ServedResponse? {
        let target = RequestLine(method: .get, path: "sessions/default/\(path)", query: query)
        let (route, parameters) = try #require(ControlRoute.find(target))
        return try BrowsingAPI(session: try .test(store)).respond(
            to: route,
            id: parameters.dropFirst().first,
            query: query
        )
    }

    private func coded(_ bytes: [UInt8]) -> Interaction {
        var interaction = Interaction.sample()
        interaction.response.headerFields[.contentEncoding] = "gzip"
        interaction.response.body = .bytes(Compression.deflate(bytes))
        return interaction
    }

    @Test func `shows parts of a coded body as they are once decoded`() async throws {
        let text = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try await store.record(coded(text))
        for (from, length) in [(0, 10), (299_995, 10), (300_000, 1), (500_000, 9), (1000, 200_000)] {
            let response = try #require(
                try await ask("interactions/1/response", query: "from=\(from)&length=\(length)")
            )
            let shown = try await response.body.collect(upTo: .max)
            #expect(Array(shown) == Array(text.dropFirst(from).prefix(length)))
            #expect(response.head.headerFields[.init("tapedeck-length") ?? .accept] == "300000")
        }
    }

    @Test func `unpacks no bomb, and no damaged body`() async throws {
        try await store.record(coded([UInt8](repeating: 0, count: 20 << 20)))
        var damaged = coded(Array("hello".utf8))
        damaged.response.body = .bytes([0x1F, 0x8B, 8, 0])
        try await store.record(damaged)
        for id in 1...2 {
            let response = try #require(try await ask("interactions/\(id)/response"))
            #expect(try await response.error("code") == "cannot_be_decoded")
        }
    }

    @Test(arguments: ["0", "-1", "2", "x", "2/request", "9223372036854775808/response"])
    func `says which interaction there is none of`(path: String) async throws {
        try await store.record(.sample())
        let response = try #require(try await ask("interactions/\(path)"))
        #expect(response.head.status == .notFound)
        #expect(try await response.error("code") == "interaction_not_found")
    }

    @Test func `answers nothing but the routes of a cassette`() throws {
        #expect(try BrowsingAPI(session: .test(store)).respond(to: .health, query: nil) == nil)
    }

    @Test func `a session without a cassette has an empty list`() async throws {
        let view = BrowsingAPI(session: try .test(EmptyCassette()))
        let response = try #require(try view.respond(to: .search, query: nil))
        #expect(try await response.text() == #"{"count":0,"ranges":[],"next":null,"last":0}"# + "\n")
    }
}
