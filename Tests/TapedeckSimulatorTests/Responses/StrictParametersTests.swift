// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct StrictParametersTests {
    @Test func `lists every property as required and allows no others, at every depth`() {
        let schema: JSONValue = [
            "$schema": "x", "type": "object", "required": ["a"],
            "properties": [
                "a": ["type": "string"],
                "b": ["type": "array", "items": ["type": "object", "properties": ["c": ["type": "integer"]]]],
            ],
        ]
        let made: JSONValue = [
            "type": "object", "required": ["a", "b"],
            "properties": [
                "a": ["type": "string"],
                "b": [
                    "type": "array",
                    "items": [
                        "type": "object", "properties": ["c": ["type": "integer"]], "additionalProperties": false,
                        "required": ["c"],
                    ],
                ],
            ], "additionalProperties": false,
        ]
        #expect(StrictParameters.make(schema) == made)
        #expect(StrictParameters.make(made) == made)
    }
}
