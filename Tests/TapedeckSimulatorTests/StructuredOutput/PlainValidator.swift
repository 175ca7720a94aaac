// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A small validator that reads the schema as it is, to hold the simulator's own reading against.
struct PlainValidator {
    let schema: JSONValue

    func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if case .bool(let accepts) = schema { return accepts }
        if let reference = schema["$ref"]?.string {
            let target = reference == "#" ? self.schema : self.schema["$defs"]?[String(reference.dropFirst(8))] ?? false
            guard accepts(value, target) else { return false }
        }
        if let type = schema["type"], !(type.elements ?? [type]).contains(where: { isOf($0.string ?? "", value) }) {
            return false
        }
        if let values = schema["enum"]?.elements, !values.contains(value) { return false }
        if let constant = schema["const"], constant != value { return false }
        if let options = schema["anyOf"]?.elements, !options.contains(where: { accepts(value, $0) }) { return false }
        if let options = schema["oneOf"]?.elements, options.count(where: { accepts(value, $0) }) != 1 { return false }
        if let parts = schema["allOf"]?.elements, !parts.allSatisfy({ accepts(value, $0) }) { return false }
        switch value {
        case .number(let number): return acceptsNumber(number.value, schema)
        case .string(let string): return bounds(string.unicodeScalars.count, schema, "minLength", "maxLength")
        case .array(let elements):
            return bounds(elements.count, schema, "minItems", "maxItems")
                && (schema["uniqueItems"] != true || Set(elements).count == elements.count)
                && elements.allSatisfy { accepts($0, schema["items"] ?? true) }
        case .object(let members):
            let names = members.map(\.name)
            guard Set(names).count == names.count,
                (schema["required"]?.elements ?? []).allSatisfy({ names.contains($0.string ?? "") })
            else { return false }
            return members.allSatisfy { member in
                accepts(member.value, schema["properties"]?[member.name] ?? schema["additionalProperties"] ?? true)
            }
        case .null, .bool: return true
        }
    }

    private func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
            ("number", .number):
            true
        case ("integer", .number(let number)): number.value == number.value.rounded()
        default: false
        }
    }

    private func acceptsNumber(_ number: Double, _ schema: JSONValue) -> Bool {
        func limit(_ name: String) -> Double? {
            if case .number(let number)? = schema[name] { number.value } else { nil }
        }
        return number >= limit("minimum") ?? -.infinity && number <= limit("maximum") ?? .infinity
            && number > limit("exclusiveMinimum") ?? -.infinity && number < limit("exclusiveMaximum") ?? .infinity
            && limit("multipleOf").map { (number / $0).rounded() == number / $0 } ?? true
    }

    private func bounds(_ count: Int, _ schema: JSONValue, _ least: String, _ most: String) -> Bool {
        count >= schema[least]?.integer ?? 0 && count <= schema[most]?.integer ?? .max
    }
}
