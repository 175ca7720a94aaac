// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckServer

struct SchemaTests {
    @Test func `an object allows no members but those that it names`() {
        let schema = Schema.object(["a": .string], optional: ["b": .integer(1...2)]).requiring("c", .boolean)
        #expect(
            schema.json == [
                "type": "object",
                "properties": [
                    "a": ["type": "string"], "b": ["type": "integer", "minimum": 1, "maximum": 2],
                    "c": ["type": "boolean"],
                ],
                "additionalProperties": false, "required": ["a", "c"],
            ]
        )
    }

    @Test func `a list has bounds where it is given some`() {
        #expect(Schema.list(of: .string, count: 2).json["minItems"] == 2)
        #expect(Schema.list(of: .string, count: 2).json["maxItems"] == 2)
        #expect(Schema.list(of: .string, limit: 3).json["minItems"] == nil)
        #expect(Schema.list(of: .string, limit: 3).json["maxItems"] == 3)
    }

    @Test func `a further keyword takes the place of the one there is`() {
        #expect(Schema.string.described("a").described("b").json == ["type": "string", "description": "b"])
    }

    @Test(arguments: ControlSchema.allCases)
    func `every name that a schema mentions is one of the document`(schema: ControlSchema) throws {
        let names = Set(ControlSchema.allCases.map { "#/components/schemas/\($0.rawValue)" })
        for mention in schema.schema.json.text().matches(of: /"\$ref":"([^"]*)"/) {
            #expect(names.contains(String(mention.1)))
        }
    }
}
