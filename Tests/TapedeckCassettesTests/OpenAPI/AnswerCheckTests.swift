// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct AnswerCheckTests {
    private static let description = """
        openapi: 3.1.0
        info: {title: Test, version: '1.0'}
        servers: [{url: https://api.example/v1}]
        paths:
          /files/{file_id}:
            get:
              responses:
                '200':
                  content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}
          /files/recent:
            get:
              responses:
                2XX: {content: {application/json: {schema: {type: 'null'}}}}
          /stream:
            post:
              responses:
                '200': {content: {text/event-stream: {schema: {$ref: '#/components/schemas/Event'}}}}
        components:
          schemas:
            ErrorResponse: {type: object, required: [error]}
            Event:
              oneOf:
                - {type: object, required: [type, text], properties: {type: {const: text}, text: {type: string}}}
                - {type: object, required: [type, n], properties: {type: {const: number}, n: {type: integer}}}
            File:
              type: object
              required: [id, bytes, status]
              additionalProperties: false
              properties:
                id: {type: string, minLength: 2, pattern: '^file-'}
                bytes: {type: integer, minimum: 0, exclusiveMinimum: true}
                status: {enum: [uploaded, processed]}
                note: {type: string}
                old: {type: string, nullable: true}
                parent: {$ref: '#/components/schemas/File'}
                tags: {type: array, items: {type: string}, maxItems: 2}
                embedding: {type: array, items: {type: number}}
        """

    private func verdict(_ interaction: Interaction) throws -> AnswerCheck.Verdict {
        let document: OpenAPIDocument
        document = try OpenAPIDocument(Array(Self.description.utf8))
        return try AnswerCheck(document).verdict(on: interaction) { _, _ in [] }
    }

    private func messages(_ json: String) throws -> [String] {
        switch try verdict(.sample(method: .get, path: "/v1/files/file-1", response: json)) {
        case .conforms(let quirks): quirks.map { "quirk " + $0.message }
        case .differs(let violations): violations.map(\.message)
        case .untold(let reason): [reason]
        }
    }

    @Test(arguments: [
        (#"{"id":"file-1","bytes":1,"status":"processed"}"#, []),
        (#"{"id":"file-1","bytes":1.0,"status":"processed","old":null,"tags":[]}"#, []),
        (#"{"id":"file-1","bytes":1,"status":"processed","note":null}"#, ["quirk $.note: expected string, got null"]),
        (
            #"{"id":"file-1","bytes":1,"status":"processed","embedding":"AAAA"}"#,
            [#"quirk $.embedding: expected array, got "AAAA""#]
        ),
        (#"{"bytes":1,"status":"processed"}"#, ["$.id: expected a member, got none"]),
        (
            #"{"id":"x","bytes":0,"status":"odd","new":1}"#,
            [
                "$.id: expected at least 2 characters, got \"x\"", "$.id: expected text that matches ^file-, got \"x\"",
                "$.bytes: expected a number from 0.0, got 0",
                "$.status: expected one of \"uploaded\", \"processed\", got \"odd\"",
                "$.new: expected no such member, got 1",
            ]
        ),
        (
            #"{"id":"file-1","bytes":1,"status":"processed","parent":{"id":"file-2","bytes":"2","status":"uploaded"}}"#,
            ["$.parent.bytes: expected integer, got \"2\""]
        ),
        (
            #"{"id":"file-1","bytes":1,"status":"processed","tags":["a","b",3]}"#,
            ["$.tags: expected 0 to 2 elements, got [\"a\",\"b\",3]", "$.tags[2]: expected string, got 3"]
        ),
        ("[]", ["$: expected object, got []"]), ("nonsense", ["$: expected JSON, got 8 other bytes"]),
    ])
    func `tells place, what was expected and what is there`(json: String, expected: [String]) throws {
        #expect(try messages(json) == expected)
    }

    @Test func `the path that spells more out is meant, and errors are of one form`() throws {
        #expect(try verdict(.sample(method: .get, path: "/v1/files/recent", response: "null")) == .conforms(quirks: []))
        let error = Interaction.sample(method: .get, path: "/v1/files/recent", response: #"{"error":1}"#, status: 429)
        #expect(try verdict(error) == .conforms(quirks: []))
    }

    @Test(arguments: [
        (Interaction.sample(path: "/v1/nowhere"), "POST /v1/nowhere is not described"),
        (.sample(path: "/v1/stream", status: 201), "status 201 with application/json is not described"),
        (.sample(method: .get, path: "/v1/files/x", response: ""), "the answer is empty"),
    ])
    func `what is not described is said to be so`(interaction: Interaction, reason: String) throws {
        #expect(try verdict(interaction) == .untold(reason))
    }

    @Test func `streams are checked event by event, against the nearest alternative`() throws {
        var interaction = Interaction.sample(
            path: "/v1/stream",
            response: """
                data: {"type":"text","text":"a"}

                data: {"type":"number","n":"1"}

                data: [DONE]


                """
        )
        interaction.response.headerFields = [.contentType: "text/event-stream; charset=utf-8"]
        guard case .differs(let violations) = try verdict(interaction) else {
            Issue.record("the stream conforms")
            return
        }
        #expect(violations.map(\.message) == ["$[1].n: expected integer, got \"1\""])
    }

    @Test(arguments: ["", "a: b", "{}", "openapi: 2.0\npaths: {}", "openapi: [", "\u{0}", "a: *b"])
    func `what is no description is refused`(text: String) {
        #expect(throws: SchemaError.self) { try OpenAPIDocument(Array(text.utf8)) }
    }

    @Test func `aliases that unfold without end and deep nesting are refused`() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<9 {
            bomb +=
                "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
                + "]\n"
        }
        #expect(throws: SchemaError.self) { try OpenAPIDocument(Array(bomb.utf8)) }
        #expect(throws: SchemaError.self) { try OpenAPIDocument(Array(String(repeating: "[", count: 100_000).utf8)) }
    }
}
