// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Makes the parameters of a function strict, as the service does where `strict` is missing.
enum StrictParameters {
    /// Maximum nesting that is followed; a deeper schema is refused elsewhere.
    private static let depthLimit = 100

    /// The schema, in which each object lists all its properties as required and allows no others.
    static func make(_ schema: JSONValue) -> JSONValue {
        guard case .object(let members) = schema else { return schema }
        return made(.object(members.filter { $0.name != "$schema" }), depth: 0)
    }

    private static func made(_ schema: JSONValue, depth: Int) -> JSONValue {
        guard case .object(var members) = schema, depth < depthLimit else { return schema }
        for (index, member) in members.enumerated() {
            switch member.name {
            case "properties", "$defs", "definitions":
                guard case .object(let inner) = member.value else { continue }
                members[index] = JSONMember(
                    name: member.name,
                    value: .object(
                        inner.map { JSONMember(name: $0.name, value: made($0.value, depth: depth + 1)) }
                    )
                )
            case "items", "additionalProperties":
                members[index] = JSONMember(name: member.name, value: made(member.value, depth: depth + 1))
            case "anyOf", "oneOf", "allOf":
                guard let inner = member.value.elements else { continue }
                members[index] = JSONMember(
                    name: member.name,
                    value: .array(inner.map { made($0, depth: depth + 1) })
                )
            default: continue
            }
        }
        guard isObject(schema) else { return .object(members) }
        if schema["additionalProperties"] == nil {
            members.append(JSONMember(name: "additionalProperties", value: false))
        }
        let names: [JSONValue] =
            if case .object(let properties)? = schema["properties"] { properties.map { .string($0.name) } } else { [] }
        let required = JSONMember(name: "required", value: .array(names))
        if let index = members.firstIndex(where: { $0.name == "required" }) {
            members[index] = required
        } else {
            members.append(required)
        }
        return .object(members)
    }

    private static func isObject(_ schema: JSONValue) -> Bool {
        if let type = schema["type"] {
            return type.string == "object" || type.elements?.contains("object") == true
        }
        return schema["properties"] != nil
    }
}
