// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

/// JSON that is requested in words, without `response_format`.
struct PromptedFormatTests {
    private static let schema =
        #"{"properties": {"city": {"type": "string"}, "people": {"type": "integer"}}, "required": ["city", "people"]}"#

    private static func answer(_ messages: [(String, String)], _ members: [String: JSONValue] = [:]) throws -> String {
        let list = messages.map { ["role": .string($0.0), "content": .string($0.1)] as JSONValue }
        let body = ChatFixture.body("", members.merging(["messages": .array(list)]) { $1 })
        return try #require(ChatFixture.prepare(body, text: "Fine.").choices.first?.content?.text)
    }

    @Test(
        arguments: [
            "Respond with JSON that matches this json schema:\n\(schema)",
            """
            The output should be formatted as a JSON instance that conforms to the JSON schema below.
            As an example, for the schema {"properties": {"foo": {"type": "string"}}, "required": ["foo"]} the object \
            {"foo": "bar"} is well-formatted.
            ```
            \(schema)
            ```
            """,
            #"Answer only in JSON, like {"city": "London", "people": 3}."#,
            #"Return a JSON object of the form {"city": <string>, "people": <integer>}"#,
            "Give me valid JSON by this schema: "
                + "{'type': 'object', 'properties': {'city': {'type': 'string'}, 'people': {'type': 'integer'}}, "
                + "'required': ['city', 'people'], 'additionalProperties': False}",
        ]
    )
    func `an answer has the format of the prompt`(instructions: String) throws {
        for messages in [
            [("system", instructions), ("user", "We are 4 people and want to eat in Paris.")],
            [("user", "We are 4 people and want to eat in Paris.\n" + instructions)],
        ] {
            let text = try Self.answer(messages)
            let document = try JSONValue(parsing: Array(text.utf8))
            #expect(document.names == ["city", "people"])
            #expect(document["people"]?.integer == 4)
        }
        let text = try Self.answer([("system", instructions), ("user", "We are 4 people and want to eat in Paris.")])
        #expect(try JSONValue(parsing: Array(text.utf8))["city"] == "Paris")
    }

    @Test func `a list of names is enough`() throws {
        let text = try Self.answer([
            ("user", #"Respond with a JSON object with the keys "title" and "summary": hello."#)
        ])
        #expect(try JSONValue(parsing: Array(text.utf8)).names == ["title", "summary"])
    }

    @Test func `lists of names and ranges of numbers are understood`() throws {
        let text = try Self.answer([("user", "Return your answer as JSON with keys name and age. Bob is 9.")])
        #expect(try JSONValue(parsing: Array(text.utf8)).names == ["name", "age"])
        let asked = #"Answer with a JSON object: {"score": 1-5, "confidence": 0.0-1.0, "mood": "good" | "bad"}"#
        let document = try JSONValue(parsing: Array(Self.answer([("user", asked)]).utf8))
        #expect((1...5).contains(document["score"]?.integer ?? 0))
        #expect(document["confidence"].map { SchemaTypes(of: $0).isSubset(of: .number) } == true)
        #expect(["good", "bad"].contains(document["mood"]?.string))
    }

    @Test func `options and lists of an example are kept`() throws {
        let asked = #"Output valid JSON: {"mood": "good|bad", "tags": ["list of strings"], "inner": {"sure": true}}"#
        let document = try JSONValue(parsing: Array(Self.answer([("user", asked)]).utf8))
        #expect(["good", "bad"].contains(document["mood"]?.string))
        #expect(document["tags"]?.elements?.isEmpty == false)
        if case .bool? = document["inner"]?["sure"] {} else { Issue.record("\(document.text())") }
    }

    @Test func `a code block is written on request`() throws {
        let text = try Self.answer([
            ("user", "Return the correct JSON response within a ```json codeblock.\n" + Self.schema)
        ])
        #expect(text.hasPrefix("```json\n{") && text.hasSuffix("}\n```"))
    }

    @Test(
        arguments: [
            "Explain what JSON is.", "Here is some JSON: {\"a\": 1}. What does it say?", "Hello", "json",
            "Tell me about {curly} braces.", "Return nothing.", "My program must not crash on JSON input. {\"a\": 2}",
        ]
    )
    func `a prompt without a request for JSON gets text`(prompt: String) throws {
        #expect(try Self.answer([("user", prompt)]) == "Fine.")
    }

    @Test func `a request for an impossible JSON format gets text`() throws {
        #expect(try Self.answer([("user", #"Return JSON only: {"properties": {"a": {"type": "none"}}}"#)]) == "Fine.")
    }
}
