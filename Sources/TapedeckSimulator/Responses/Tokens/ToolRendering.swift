// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Functions and schemas as the text that the model reads, for counting its tokens.
enum ToolRendering {
    private static let depthLimit = 20

    /// Functions as declarations of types.
    static func text(of tools: [CallableTool]) -> String {
        var text = "# Tools\n\n## functions\n\nnamespace functions {\n\n"
        for tool in tools {
            text += comment(tool.summary)
            if case .object(let properties)? = tool.parameters?["properties"], !properties.isEmpty,
                let parameters = tool.parameters
            {
                text += "type \(tool.name) = (_: "
                if let title = parameters["title"]?.string { text += "// \(title)\n" }
                text += "{\n" + members(parameters, depth: 0) + "}) => any;\n\n"
            } else {
                text += "type \(tool.name) = () => any;\n\n"
            }
        }
        return text + "} // namespace functions"
    }

    /// A schema of the answer's format.
    static func text(of format: SchemaFormat, summary: String?) -> String {
        "# Response Formats\n\n## \(format.name)\n\n" + comment(summary ?? "") + bare(format.source, depth: 0).text()
    }

    private static func comment(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return "// " + lines.joined(separator: "\n// ") + "\n"
    }

    private static func members(_ schema: JSONValue, depth: Int) -> String {
        guard case .object(let properties)? = schema["properties"], depth < depthLimit else { return "" }
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.string))
        var text = ""
        for property in properties {
            let title = property.value["title"]?.string
            let summary = property.value["description"]?.string
            if let title { text += comment(title) + (summary == nil ? "" : "//\n") }
            text += comment(summary ?? "")
            let mark = required.contains(property.name) ? "" : "?"
            text += "\(property.name)\(mark): \(type(of: property.value, depth: depth)),"
            if let standard = property.value["default"] {
                text += " // default: \(standard.string ?? standard.text())"
            }
            text += "\n"
        }
        return text
    }

    private static func type(of schema: JSONValue, depth: Int) -> String {
        guard depth < depthLimit else { return "any" }
        if let values = schema["enum"]?.elements { return values.map { $0.text() }.joined(separator: " | ") }
        if let choices = schema["anyOf"]?.elements ?? schema["oneOf"]?.elements {
            return choices.map { type(of: $0, depth: depth + 1) }.joined(separator: " | ")
        }
        if let names = schema["type"]?.elements {
            return names.compactMap(\.string).map { word(for: $0, schema, depth: depth) }.joined(separator: " | ")
        }
        return schema["type"]?.string.map { word(for: $0, schema, depth: depth) } ?? "any"
    }

    private static func word(for type: String, _ schema: JSONValue, depth: Int) -> String {
        switch type {
        case "integer": "number"
        case "array": (schema["items"].map { self.type(of: $0, depth: depth + 1) } ?? "any") + "[]"
        case "object":
            schema["properties"] == nil ? "object" : "{\n" + members(schema, depth: depth + 1) + "}"
        default: type
        }
    }

    /// A schema without `required` and `additionalProperties`; properties with these names stay.
    private static func bare(_ schema: JSONValue, depth: Int, areProperties: Bool = false) -> JSONValue {
        guard depth < 100 else { return schema }
        switch schema {
        case .array(let elements): return .array(elements.map { bare($0, depth: depth + 1) })
        case .object(let members):
            return .object(
                members.compactMap { member in
                    guard areProperties || !["required", "additionalProperties"].contains(member.name) else {
                        return nil
                    }
                    let isNames = !areProperties && ["properties", "$defs", "definitions"].contains(member.name)
                    return JSONMember(
                        name: member.name,
                        value: bare(member.value, depth: depth + 1, areProperties: isNames)
                    )
                }
            )
        default: return schema
        }
    }
}
