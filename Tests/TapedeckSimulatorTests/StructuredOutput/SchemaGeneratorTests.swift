// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct SchemaGeneratorTests {
    static let text = """
        Book a table in Paris for Anna and 4 people on 2026-05-04. Write to anna@example.org about "the red one".
        """

    static func value(_ schema: JSONValue, text: String = text, reply: String = "Anna books. She pays.") throws
        -> JSONValue
    {
        try JSONValue(parsing: Array(self.text(schema, text: text, reply: reply).text.utf8))
    }

    static func text(
        _ schema: JSONValue,
        text: String = text,
        reply: String = "Anna books. She pays."
    ) throws -> (text: String, isUnfinished: Bool) {
        var generator = SchemaGenerator(
            try SchemaDocument(schema),
            source: AnswerSource(
                facts: ConversationFacts([ConversationMessage(role: "user", text: text)]),
                reply: reply
            ),
            room: 1 << 16,
            WorkBudget()
        )
        return try generator.text()
    }

    @Test func `fills properties with what the conversation says, in the schema's order`() throws {
        let schema: JSONValue = [
            "type": "object",
            "properties": [
                "summary": ["type": "string"], "city": ["type": "string"], "people": ["type": "integer"],
                "date": ["type": "string", "format": "date"], "email": ["type": "string", "format": "email"],
                "color": ["enum": ["blue", "red", "green"]],
            ],
            "required": ["color", "city", "people", "summary", "date", "email"],
            "additionalProperties": false,
        ]
        #expect(
            try Self.value(schema) == [
                "summary": "Anna books. She pays.", "city": "Paris", "people": 4, "date": "2026-05-04",
                "email": "anna@example.org", "color": "red",
            ]
        )
    }

    /// A schema of one property, and what may stand there.
    struct Case: Sendable, CustomTestStringConvertible {
        let schema: JSONValue
        let accepts: @Sendable (JSONValue) -> Bool

        init(_ schema: JSONValue, _ accepts: @escaping @Sendable (JSONValue) -> Bool) {
            self.schema = schema
            self.accepts = accepts
        }

        var testDescription: String { schema.text() }
    }

    static let cases: [Case] = [
        Case(["type": "string", "minLength": 40, "maxLength": 45]) { (40...45).contains($0.string?.count ?? 0) },
        Case(["type": "string", "maxLength": 0]) { $0 == "" },
        Case(["type": "string", "pattern": "^[A-Z]{2}-\\d{4}$"]) { $0.string?.count == 7 },
        Case(["type": "string", "pattern": "^.{300,}$"]) { $0.string?.count ?? 0 >= 300 },
        Case(["type": "string", "format": "uuid"]) { $0.string?.count == 36 },
        Case(["type": "integer", "minimum": 10, "multipleOf": 7]) { $0 == 14 },
        Case(["type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": .decimal(0.001)]) {
            if case .number(let number) = $0 { number.value > 0 && number.value < 0.001 } else { false }
        },
        Case(["type": "integer", "maximum": -100]) { $0.integer ?? 0 <= -100 },
        Case(["const": ["a": [1, nil]]]) { $0 == ["a": [1, nil]] },
        Case(["type": ["null", "string"]]) { $0.string != nil },
        Case(["anyOf": [["type": "null"], ["type": "boolean"]]]) { $0 == true || $0 == false },
        Case(["type": "array", "items": ["type": "boolean"], "minItems": 2, "uniqueItems": true]) {
            Set($0.elements ?? []) == [true, false]
        },
        Case(["type": "array", "items": ["enum": ["x"]], "minItems": 3]) { $0 == ["x", "x", "x"] },
        Case(["type": "array", "prefixItems": [["type": "integer"], ["const": "b"]], "items": false]) {
            $0.elements?.count == 2 && $0.elements?.last == "b"
        },
        Case(["allOf": [["type": "integer", "minimum": 5], ["maximum": 5]]]) { $0 == 5 },
        Case(["oneOf": [["type": "integer"], ["type": "integer", "minimum": 0], ["type": "boolean"]]]) { value in
            value == true || value == false || value.integer.map { $0 < 0 } ?? false
        },
        Case(["type": "string", "not": ["enum": ["Paris", "Anna"]]]) { $0 != "Paris" && $0 != "Anna" },
        Case(["type": "object", "additionalProperties": ["type": "integer"], "minProperties": 3]) {
            $0.names.count >= 3
        },
        Case([
            "type": "object", "properties": ["kind": ["const": "a"]], "required": ["kind"],
            "if": ["properties": ["kind": ["const": "a"]]], "then": ["required": ["x"]], "else": ["required": ["y"]],
        ]) { $0["x"] != nil },
    ]

    @Test(arguments: cases)
    func `keeps to a rule`(_ expected: Case) throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["p": expected.schema], "required": ["p"], "additionalProperties": false,
        ]
        let value = try #require(try Self.value(schema)["p"])
        #expect(expected.accepts(value), "got \(value.text())")
    }

    @Test func `ends recursion`() throws {
        let schema: JSONValue = [
            "type": "object", "properties": ["tree": ["$ref": "#/$defs/node"], "expression": ["$ref": "#/$defs/term"]],
            "required": ["tree", "expression"], "additionalProperties": false,
            "$defs": [
                "node": [
                    "type": "object",
                    "properties": [
                        "value": ["type": "string"], "children": ["type": "array", "items": ["$ref": "#/$defs/node"]],
                        "next": ["anyOf": [["$ref": "#/$defs/node"], ["type": "null"]]],
                    ],
                    "required": ["value", "children", "next"], "additionalProperties": false,
                ],
                "term": [
                    "anyOf": [
                        [
                            "type": "object",
                            "properties": ["left": ["$ref": "#/$defs/term"], "right": ["$ref": "#/$defs/term"]],
                            "required": ["left", "right"], "additionalProperties": false,
                        ], ["type": "number"],
                    ]
                ],
            ],
        ]
        let value = try Self.value(schema)
        #expect(value.text().utf8.count < 20_000)
        #expect(PlainValidator(schema: schema).accepts(value, schema))
    }

    @Test(arguments: [
        ##"{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"$ref":"#/properties/a"}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"enum":[]}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":false},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"type":"integer","minimum":3,"maximum":2}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"type":"string","pattern":"^a$","minLength":2}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"type":"string","pattern":"(?=a)b"}},"required":["a"]}"##,
        ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/none"}}}"##,
        ##"{"type":"object","properties":{"a":{"type":"strin"}}}"##,
    ])
    func `refuses a schema that no value satisfies`(schema: String) throws {
        let schema = try JSONValue(parsing: Array(schema.utf8))
        let error = #expect(throws: SchemaProblem.self) { try Self.value(schema) }
        #expect(error?.description.isEmpty == false)
    }

    @Test(arguments: 0..<50)
    func `satisfies any schema it takes`(seed: Int) throws {
        var random = RandomSchemas(seed: UInt64(seed))
        for _ in 0..<4 {
            let schema = random.object(depth: 3)
            let value = try Self.value(schema)
            #expect(PlainValidator(schema: schema).accepts(value, schema), "\(schema.text()) got \(value.text())")
        }
    }

    @Test func `is bounded for schemas that grow without end`() throws {
        // Each level has two of the next: 2^40 values at least.
        var definitions: [JSONMember] = [JSONMember(name: "d40", value: ["type": "integer"])]
        for level in (0..<40).reversed() {
            let next: JSONValue = ["$ref": .string("#/$defs/d\(level + 1)")]
            definitions.append(
                JSONMember(
                    name: "d\(level)",
                    value: ["type": "object", "properties": ["a": next, "b": next], "required": ["a", "b"]]
                )
            )
        }
        let schema: JSONValue = [
            "type": "object", "properties": ["p": ["$ref": "#/$defs/d0"]], "required": ["p"],
            "$defs": .object(definitions),
        ]
        let (text, isUnfinished) = try Self.text(schema)
        #expect(isUnfinished && text.utf8.count <= 1 << 16)
        #expect(text.hasPrefix(#"{"p":{"a":{"a":"#))
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }
}
