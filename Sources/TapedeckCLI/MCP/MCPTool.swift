// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A tool of the MCP server, which reads and changes nothing.
struct MCPTool {
    /// An argument of a tool.
    struct Argument {
        /// The type of JSON Schema: `string` or `integer`; `nil` for any value.
        let type: String?
        let name: String
        let about: String
        var isRequired = false
    }

    let name: String
    /// What the tool does, for the model that chooses among tools.
    let about: String
    let arguments: [Argument]
    /// Runs the tool, and gives an object.
    let run: (MCPArguments) async throws -> JSONValue

    /// The description that `tools/list` has.
    var json: JSONValue {
        let properties = arguments.map { argument in
            let type = argument.type.map { [JSONMember(name: "type", value: .string($0))] } ?? []
            return JSONMember(
                name: argument.name,
                value: .object(type + [JSONMember(name: "description", value: .string(argument.about))])
            )
        }
        return [
            "name": .string(name), "description": .string(about),
            "inputSchema": [
                "type": "object", "properties": .object(properties),
                "required": .array(arguments.filter(\.isRequired).map { .string($0.name) }),
                "additionalProperties": false,
            ],
            "annotations": ["readOnlyHint": true, "openWorldHint": false],
        ]
    }
}

/// The arguments of a call, checked against those that the tool takes.
struct MCPArguments {
    private let values: JSONValue
    private let names: [String]

    init(_ values: JSONValue, of tool: MCPTool) throws(MCPArgumentError) {
        guard case .object(let members) = values else { throw MCPArgumentError("The arguments are an object.") }
        names = tool.arguments.map(\.name)
        for member in members where !names.contains(member.name) {
            let known = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
            throw MCPArgumentError("\(tool.name) has no argument \(JSONText.excerpt(member.name)); \(known).")
        }
        self.values = values
        for argument in tool.arguments where argument.isRequired && value(argument.name) == nil {
            throw MCPArgumentError("\(tool.name) needs the argument '\(argument.name)': \(argument.about)")
        }
    }

    /// A value; `nil` when it is not there or `null`.
    func value(_ name: String) -> JSONValue? {
        values[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// A text.
    func text(_ name: String) throws(MCPArgumentError) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw MCPArgumentError("The argument '\(name)' is a text.") }
        return text
    }

    /// A whole number within bounds, or the default.
    func number(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws(MCPArgumentError) -> Int {
        guard let value = value(name) else { return standard }
        guard let number = value.integer, range.contains(number) else {
            throw MCPArgumentError(
                "The argument '\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return number
    }
}

/// What is wrong with the arguments of a call.
struct MCPArgumentError: Error {
    /// One sentence.
    let message: String

    init(_ message: String) { self.message = message }
}
