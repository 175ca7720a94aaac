// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

/// What a request can ask for that would take for ever, and how it ends: at once, as the service would end it.
struct WorkBudgetTests {
    private static func object(_ properties: [(String, JSONValue)]) -> JSONValue {
        [
            "type": "object",
            "properties": .object(properties.map { JSONMember(name: $0.0, value: $0.1) }),
            "required": .array(properties.map { .string($0.0) }),
        ]
    }

    private static func prepare(_ schema: JSONValue, _ members: [String: JSONValue] = [:]) throws -> PreparedCompletion
    {
        let format: JSONValue = ["type": "json_schema", "json_schema": ["name": "a", "schema": schema]]
        return try ChatFixture.prepare(
            ChatFixture.body("Hello", members.merging(["response_format": format]) { $1 }),
            text: "Fine."
        )
    }

    private static let reference: JSONValue = ["$ref": "#/$defs/a"]

    static let endless: [(String, JSONValue)] = [
        (
            "long strings",
            object((0..<200).map { ("p\($0)", ["type": "string", "minLength": 190_000]) })
        ),
        ("a longest string", object([("a", ["type": "string", "minLength": 4_611_686_018_427_387_904])])),
        (
            "many elements",
            object([("a", ["type": "array", "minItems": 1_000_000_000, "items": ["type": "boolean"]])])
        ),
        ("many free elements", object([("a", ["type": "array", "minItems": 1_000_000_000])])),
        ("many properties", ["type": "object", "minProperties": 9_223_372_036_854_775_807]),
        (
            "lists of lists",
            object([
                (
                    "a",
                    [
                        "type": "array", "minItems": 1_000_000,
                        "items": ["type": "array", "minItems": 1_000_000, "items": ["type": "integer"]],
                    ]
                )
            ])
        ),
        ("long expressions", object((0..<100).map { ("p\($0)", ["type": "string", "pattern": "^a{10000}$"]) })),
    ]

    @Test(arguments: endless)
    func `a value beyond the model's limit ends there`(name: String, schema: JSONValue) throws {
        let choice = try #require(Self.prepare(schema).choices.first)
        #expect(choice.finishReason == .length)
        #expect(choice.tokenCount <= 16_384 && choice.tokenCount > 4000)
        let few = try #require(Self.prepare(schema, ["max_tokens": 7]).choices.first)
        #expect(few.finishReason == .length && few.tokenCount == 7)
        #expect(choice.content?.text.hasPrefix(few.content?.text ?? "?") == true)
    }

    static let impossible: [(String, JSONValue)] = [
        ("repetitions of nothing", object([("a", ["pattern": "(?:(?:(?:(?:){10000}){10000}){10000}){10000}"])])),
        (
            "alternatives that lead to themselves",
            [
                "type": "object", "properties": ["a": ["type": "string", "not": reference]], "required": ["a"],
                "$defs": ["a": ["anyOf": [reference, reference]]],
            ]
        ),
        (
            "strings no sample of which will do",
            object(
                (0..<50).map { ("p\($0)", ["type": "string", "pattern": "^(a|b|c)+x$", "allOf": [["pattern": "^z"]]]) }
            )
        ),
        (
            "thousands of choices at one place",
            object([("a", ["allOf": .array(Array(repeating: ["anyOf": [["type": "string"], true]], count: 5000))])])
        ),
    ]

    @Test(arguments: impossible)
    func `a schema that takes too much work is refused`(name: String, schema: JSONValue) {
        #expect(throws: APIError.self) { try Self.prepare(schema) }
    }

    @Test func `many choices share the room`() throws {
        let schema = Self.object([("a", ["type": "string", "minLength": 190_000])])
        let completion = try Self.prepare(schema, ["n": 128])
        #expect(completion.choices.count == 128)
        #expect(completion.choices.reduce(0) { $0 + ($1.content?.text.utf8.count ?? 0) } <= 2 << 20)
        let detailed = try Self.prepare(schema, ["n": 8, "logprobs": true, "top_logprobs": 20])
        #expect(detailed.choices.reduce(0) { $0 + ($1.logprobs?.count ?? 0) } < 20_000)
    }

    @Test func `references in any order are read`() throws {
        let chain = (0..<200).map { number -> (String, JSONValue) in
            ("p\(number)", number == 0 ? ["type": "string"] : ["$ref": .string("#/properties/p\(number - 1)")])
        }
        #expect(try Self.prepare(Self.object(chain)).choices.first?.finishReason == .stop)
    }

    @Test func `all tools of a request share the limit of schemas`() {
        let parameters: JSONValue = [
            "type": "object", "properties": .object((0..<5000).map { JSONMember(name: "a\($0)", value: [:]) }),
        ]
        let tools: [JSONValue] = (0..<100).map {
            ["type": "function", "function": ["name": .string("f\($0)"), "parameters": parameters]]
        }
        #expect(throws: APIError.self) { try ChatFixture.prepare(ChatFixture.body("Hello", ["tools": .array(tools)])) }
    }

    @Test func `arguments of tools end at the limit, too`() throws {
        let parameters = Self.object([("a", ["type": "string", "minLength": 500_000])])
        let choice = try #require(
            ChatFixture.prepare(
                ChatFixture.body(
                    "Hello",
                    [
                        "tools": [["type": "function", "function": ["name": "f", "parameters": parameters]]],
                        "tool_choice": "required",
                    ]
                )
            ).choices.first
        )
        #expect(choice.finishReason == .length && choice.tokenCount <= 16_384)
        #expect(choice.calls.first?.input.hasPrefix(#"{"a":"#) == true)
    }

    @Test func `long stops are looked for in linear time`() throws {
        let text = String(repeating: "ab", count: 100_000)
        let stop = String(repeating: "ab", count: 40_000)
        let body = ChatFixture.body("Hello", ["stop": [.string(stop + "c"), .string("b" + stop + "a")]])
        let choice = try #require(ChatFixture.prepare(body, text: text).choices.first)
        #expect(choice.content?.text == "a" && choice.finishReason == .stop)
    }

    @Test(arguments: [("b", "a"), ("abac", "ab"), ("aba", ""), ("c", "ababa"), ("x", nil), ("abcd", nil)])
    func `the first of a stop's places ends a text`(stop: String, rest: String?) throws {
        let choice = try ChatFixture.prepare(ChatFixture.body("Hello", ["stop": .string(stop)]), text: "ababac")
        #expect(choice.choices.first?.content?.text == rest ?? "ababac")
    }

    @Test func `a message is as long as the service lets it be`() {
        let long = String(repeating: "a", count: 10_485_761)
        #expect {
            try ChatFixture.prepare(ChatFixture.body(long))
        } throws: { error in
            (error as? APIError)?.code == "string_above_max_length"
        }
    }

    @Test func `whoever has left is not worked for`() async {
        let spent = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            let budget = WorkBudget()
            budget.spend(1 << 17)
            return budget.isSpent
        }.value
        #expect(spent)
    }
}

struct SpelledNameTests {
    private static let names = ["caf\u{E9}", "cafe\u{301}"]

    private static func schema(_ names: [String]) -> JSONValue {
        [
            "type": "object",
            "properties": .object(names.map { JSONMember(name: $0, value: ["type": "string"]) }),
            "required": .array(names.map { .string($0) }), "additionalProperties": false,
        ]
    }

    @Test func `names that are equivalent and not the same are two properties`() throws {
        let value = try SchemaGeneratorTests.value(Self.schema(Self.names))
        #expect(value.names.map { Array($0.utf8) } == Self.names.map { Array($0.utf8) })
        #expect(throws: Never.self) { try StrictSchemaRules.check(Self.schema(Self.names)) }
    }

    @Test func `a name is required as it is spelled`() {
        let schema: JSONValue = [
            "type": "object", "properties": .object([JSONMember(name: Self.names[0], value: ["type": "string"])]),
            "required": [.string(Self.names[1])], "additionalProperties": false,
        ]
        #expect(throws: SchemaProblem.self) { try StrictSchemaRules.check(schema) }
    }

    @Test func `references and dependent names are told apart`() throws {
        let schema: JSONValue = [
            "type": "object",
            "properties": ["a": ["$ref": .string("#/$defs/\(Self.names[1])")]], "required": ["a"],
            "$defs": .object([
                JSONMember(name: Self.names[0], value: ["type": "integer"]),
                JSONMember(name: Self.names[1], value: ["const": "found"]),
            ]),
            "dependentRequired": .object([
                JSONMember(name: "a", value: [.string(Self.names[0]), .string(Self.names[1])])
            ]),
        ]
        let value = try SchemaGeneratorTests.value(schema)
        #expect(value["a"] == "found")
        #expect(value.names.count == 3)
    }
}
