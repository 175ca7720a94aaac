// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport

/// Makes schemas at random, each of which some value satisfies.
struct RandomSchemas {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    private static let names = ["name", "city", "summary", "count", "tags", "date", "value", "items", "ok", "ids"]

    /// An object of the schema's root, with a schema that refers to itself.
    mutating func object(depth: Int) -> JSONValue {
        guard case .object(var members) = plainObject(depth: depth) else { return true }
        let list: JSONValue = [
            "type": "object",
            "properties": ["value": scalar(), "next": ["anyOf": [["$ref": "#/$defs/list"], ["type": "null"]]]],
            "required": ["value", "next"], "additionalProperties": false,
        ]
        members.append(JSONMember(name: "$defs", value: ["list": list]))
        return .object(members)
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    private mutating func plainObject(depth: Int) -> JSONValue {
        let names = Self.names.shuffled(using: &generator).prefix(pick(5))
        let properties = names.map { JSONMember(name: $0, value: schema(depth: depth - 1)) }
        let required = names.filter { _ in pick(3) > 0 }
        return [
            "type": "object", "properties": .object(properties), "required": .array(required.map(JSONValue.string)),
            "additionalProperties": .bool(pick(2) == 0),
        ]
    }

    private mutating func schema(depth: Int) -> JSONValue {
        guard depth > 0 else { return scalar() }
        switch pick(8) {
        case 0, 1: return plainObject(depth: depth)
        case 2:
            let least = pick(4)
            return [
                "type": "array", "items": schema(depth: depth - 1), "minItems": .integer(least),
                "maxItems": .integer(least + pick(3)),
            ]
        case 3: return ["anyOf": [schema(depth: depth - 1), scalar()]]
        case 4: return ["oneOf": [["type": "string", "maxLength": 9], plainObject(depth: depth), ["type": "null"]]]
        case 5: return ["$ref": "#/$defs/list"]
        case 6:
            return [
                "type": "array", "items": ["type": "integer", "minimum": 0], "minItems": .integer(pick(6)),
                "uniqueItems": true,
            ]
        default: return scalar()
        }
    }

    private mutating func scalar() -> JSONValue {
        switch pick(9) {
        case 0: return ["type": "boolean"]
        case 1: return ["type": ["string", "null"]]
        case 2: return ["enum": ["red", "Paris", 3, nil, true]]
        case 3: return ["const": ["a": 1]]
        case 4:
            let low = pick(40) - 20
            return ["type": "integer", "minimum": .integer(low), "maximum": .integer(low + pick(9))]
        case 5: return ["type": "number", "exclusiveMinimum": .integer(pick(5)), "multipleOf": .decimal(0.25)]
        case 6:
            let least = pick(60)
            return ["type": "string", "minLength": .integer(least), "maxLength": .integer(least + pick(5))]
        case 7: return ["allOf": [["type": "integer", "minimum": 2], ["maximum": 20, "multipleOf": 3]]]
        default: return ["type": "string"]
        }
    }
}
