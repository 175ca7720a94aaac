// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct StrictSchemaRulesTests {
    @Test(arguments: [
        (
            #"{"type":"array"}"#,
            #"schema must be a JSON Schema of 'type: "object"', got 'type: "array"'."#
        ),
        (#"{}"#, #"schema must be a JSON Schema of 'type: "object"', got 'type: "None"'."#),
        (
            #"{"type":"object","anyOf":[]}"#,
            "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","properties":{}}},"required":["a"],"#
                + #""additionalProperties":false}"#,
            "In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be false."
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}"#,
            "In context=(), 'required' is required to be supplied and to be an array including every key in "
                + "properties. Missing 'a'."
        ),
        (
            #"{"type":"object","properties":{},"required":["b"],"additionalProperties":false}"#,
            "In context=(), 'required' is required to be supplied and to be an array including every key in "
                + "properties. Extra required key 'b' supplied."
        ),
        (
            #"{"type":"object","properties":{"a":{"oneOf":[]}},"required":["a"],"additionalProperties":false}"#,
            "In context=('properties', 'a'), 'oneOf' is not permitted."
        ),
        (
            #"{"type":"object","properties":{"a":{}},"required":["a"],"additionalProperties":false}"#,
            "In context=('properties', 'a'), schema must have a 'type' key."
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array"}},"required":["a"],"additionalProperties":false}"#,
            "In context=('properties', 'a'), array schema missing items."
        ),
    ])
    func `refuses what strict output does not take`(schema: String, message: String) throws {
        let schema = try JSONValue(parsing: Array(schema.utf8))
        let problem = #expect(throws: SchemaProblem.self) { try StrictSchemaRules.check(schema) }
        #expect(problem?.description == message)
    }

    @Test func `bounds nesting and properties`() throws {
        var deep: JSONValue = ["type": "string"]
        for _ in 0..<11 {
            deep = [
                "type": "object", "properties": ["a": deep], "required": ["a"], "additionalProperties": false,
            ]
        }
        let problem = #expect(throws: SchemaProblem.self) { try StrictSchemaRules.check(deep) }
        #expect(problem?.description == "11 levels of nesting exceeds limit of 10.")
        let names = (0..<5001).map { "p\($0)" }
        let wide: JSONValue = [
            "type": "object",
            "properties": .object(names.map { JSONMember(name: $0, value: ["type": "string"]) }),
            "required": .array(names.map(JSONValue.string)), "additionalProperties": false,
        ]
        #expect(throws: SchemaProblem.self) { try StrictSchemaRules.check(wide) }
    }
}
