// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The functions of a session or a response, and which of them may be called.
struct RealtimeTools: Sendable {
    private(set) var callable: [CallableTool] = []
    /// The tools as sessions show them.
    private(set) var documents: [JSONValue] = []
    private(set) var choice = JSONValue.string("auto")

    /// Changes the members that are given.
    /// - Throws: ``APIError`` for a tool that the service refuses.
    mutating func update(_ fields: RequestFields) throws(APIError) {
        var changed = self
        if let tools = try fields.array("tools", count: 0...128) {
            changed.callable = []
            changed.documents = []
            let budget = WorkBudget()
            for (offset, value) in tools.enumerated() {
                let tool = try RequestFields(value, at: fields.path(of: "tools") + "[\(offset)]")
                try changed.add(tool, budget)
            }
        }
        if let choice = fields["tool_choice"] { changed.choice = choice }
        // A choice has to fit the tools, whichever of the two is new.
        if fields["tools"] != nil || fields["tool_choice"] != nil {
            _ = try changed.toolChoice(at: fields.path(of: "tool_choice"))
        }
        self = changed
    }

    private mutating func add(_ fields: RequestFields, _ budget: WorkBudget) throws(APIError) {
        _ = try fields.required("type")
        guard try fields.string("type", oneOf: ["function", "mcp"]) == "function" else {
            throw .realtimeNotSimulated("it calls no MCP servers", param: fields.path)
        }
        try fields.allow(only: ["type", "name", "description", "parameters"])
        let tool = try CallableTool(function: fields, isStrict: false, budget)
        guard !callable.contains(where: { $0.name.isSpelled(like: tool.name) }) else {
            throw APIError(
                message: "Tool names must be unique: '\(tool.name)' is used more than once.",
                param: fields.path(of: "name"),
                code: "invalid_value"
            )
        }
        callable.append(tool)
        documents.append([
            "type": "function", "name": .string(tool.name), "description": fields["description"] ?? .null,
            "parameters": fields["parameters"] ?? .null,
        ])
    }

    /// The choice among ``callable``.
    /// - Throws: ``APIError`` when it names no tool of them.
    func toolChoice(at path: String = "tool_choice") throws(APIError) -> ToolChoice {
        let all = Array(callable.indices)
        if let word = choice.string {
            switch word {
            case "none": return .none
            case "auto": return callable.isEmpty ? .none : .auto(all)
            case "required" where !callable.isEmpty: return .required(all)
            case "required":
                throw APIError(
                    message: "Tool choice 'required' must be specified with 'tools'.",
                    param: path,
                    code: "invalid_value"
                )
            default: throw .wrongValue(path, got: word, supported: ["none", "auto", "required"])
            }
        }
        let fields = try RequestFields(choice, at: path)
        guard try fields.string("type", oneOf: ["function", "mcp"]) ?? "function" == "function" else {
            throw .realtimeNotSimulated("it calls no MCP servers", param: path)
        }
        _ = try fields.required("name")
        let name = try fields.string("name") ?? ""
        guard let index = callable.firstIndex(where: { $0.name.isSpelled(like: name) }) else {
            throw APIError(
                message: "Tool choice '\(name)' not found in 'tools' parameter.",
                param: path,
                code: "invalid_value"
            )
        }
        return .named(index)
    }
}
