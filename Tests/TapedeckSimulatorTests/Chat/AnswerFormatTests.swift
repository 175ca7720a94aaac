// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct AnswerFormatTests {
    private static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "summary": ["type": "string"], "mood": ["type": "string", "enum": ["happy", "sad"]],
            "speakers": ["type": "array", "items": ["type": "string"]],
        ],
        "required": ["summary", "mood", "speakers"], "additionalProperties": false,
    ]

    private static func format(_ schema: JSONValue, strict: Bool = true) -> [String: JSONValue] {
        [
            "response_format": [
                "type": "json_schema", "json_schema": ["name": "N", "strict": .bool(strict), "schema": schema],
            ]
        ]
    }

    @Test func `answers with JSON of the schema, with the plain answer in it`() throws {
        let body = ChatFixture.body("Ann: I am sad.\nBob: Oh no!", Self.format(Self.schema))
        let completion = try ChatFixture.prepare(body, text: "Ann is sad.")
        #expect(
            completion.choices.first?.content?.text
                == #"{"summary":"Ann is sad.","mood":"sad","speakers":["Ann","Bob"]}"#
        )
        #expect(completion.choices.first?.finishReason == .stop)
    }

    @Test func `is truncated only at the token limit`() throws {
        let members = Self.format(Self.schema).merging(["max_tokens": 5]) { $1 }
        let choice = try #require(try ChatFixture.prepare(ChatFixture.body("Hello", members)).choices.first)
        #expect(choice.finishReason == .length)
        #expect(choice.content?.tokens.count == 5)
        #expect(choice.content?.text.hasPrefix("{\"summary\":\"") == true)
    }

    @Test func `streams the same JSON piece by piece`() async throws {
        let members = Self.format(Self.schema)
        let whole = try ChatFixture.prepare(ChatFixture.body("Hello", members)).choices.first?.content?.text
        let body = ChatFixture.body("Hello", members.merging(["stream": true]) { $1 })
        let chunks = try await ChatFixture.chunks(ChatFixture.prepare(body))
        #expect(chunks.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined() == whole)
    }

    @Test func `refuses a schema without values, strict or not`() throws {
        let endless: JSONValue = [
            "type": "object", "properties": ["a": ["$ref": "#"]], "required": ["a"], "additionalProperties": false,
        ]
        for strict in [true, false] {
            let error = #expect(throws: APIError.self) {
                try ChatFixture.prepare(ChatFixture.body("Hello", Self.format(endless, strict: strict)))
            }
            #expect(error?.message.hasPrefix("Invalid schema for response_format 'N': ") == true)
            #expect(error?.param == "response_format")
        }
    }

    @Test func `answers with an object of the requested members`() throws {
        func content(_ text: String) throws -> String? {
            let body = ChatFixture.body(text, ["response_format": ["type": "json_object"]])
            return try ChatFixture.prepare(body, text: "Fine.").choices.first?.content?.text
        }
        #expect(try content("Answer in JSON.") == #"{"answer":"Fine."}"#)
        #expect(try content("Summarize as JSON.") == #"{"summary":"Fine."}"#)
        #expect(try content("Give JSON with keys summary and city for Oslo") == #"{"summary":"Fine.","city":"Oslo"}"#)
        #expect(try content("JSON with \"reply\", \"city\": we met in Rome") == #"{"reply":"Fine.","city":"Rome"}"#)
    }
}
