// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct ResponseStreamTests {
    private static let text = "Well — naïve 🧵 answers, in “pieces”, \\ \"quoted\"\nand on a second line 👩‍👩‍👧‍👦."

    private func events(_ model: String = "gpt-4o", _ more: [String: JSONValue] = [:]) async throws -> [JSONValue] {
        let members = ResponseFixture.members(model, "Hello", more.merging(["stream": true]) { $1 })
        return try await ResponseFixture.events(ResponseFixture.prepare(members, text: Self.text))
    }

    @Test func `numbers the events, and sorts their members after the type`() async throws {
        let events = try await events()
        #expect(events.map { $0["sequence_number"]?.integer } == Array(events.indices))
        for event in events {
            #expect(event.names.first == "type")
            #expect(Array(event.names.dropFirst()) == event.names.dropFirst().sorted())
        }
    }

    @Test func `streams a token a delta, padded by characters`() async throws {
        let deltas = try await events().filter { $0["type"] == "response.output_text.delta" }
        let pieces = deltas.compactMap { $0["delta"]?.string }
        #expect(pieces == TokenEncoding.o200kBase.fragments(of: Self.text))
        for delta in deltas {
            let padding = try #require(delta["obfuscation"]?.string)
            let length = (delta["delta"]?.string ?? "").unicodeScalars.count + padding.unicodeScalars.count
            #expect(length % 16 == 0 && padding.utf8.count < 16)
        }
    }

    @Test func `has the same identifiers from the first event to the last`() async throws {
        let events = try await events("gpt-5", ["reasoning": ["summary": "auto"]])
        let output = try #require(events.last?["response"]?["output"]?.elements)
        for (index, item) in output.enumerated() {
            let own = events.filter { $0["output_index"]?.integer == index }
            #expect(own.count > 2)
            for event in own { #expect((event["item_id"] ?? event["item"]?["id"]) == item["id"]) }
            #expect(own.last?["item"] == item)
        }
        let object = try await ResponseFixture.prepare(
            ResponseFixture.members("gpt-5", "Hello", ["reasoning": ["summary": "auto"]]),
            text: Self.text
        )
        .object(ResponseFixture.stamp, .completed)
        #expect(object["output"]?.elements == output)
        #expect(events.last?["response"]?["billing"] == nil && object["billing"] == ["payer": "developer"])
    }

    @Test func `a retrieved stream begins where it is asked to`() async throws {
        let prepared = try await ResponseFixture.prepare(ResponseFixture.members("gpt-4o", "Hello"), text: "One two.")
        guard
            case .stream(_, let slices) = prepared.events(ResponseFixture.stamp, from: 3, isPadded: false).body.content
        else {
            Issue.record("the answer is not streamed")
            return
        }
        var first: String?
        for try await slice in slices where first == nil { first = String(decoding: slice, as: UTF8.self) }
        #expect(first?.hasPrefix("event: response.content_part.added\n") == true)
        #expect(first?.contains("\"sequence_number\":3}") == true)
    }
}
