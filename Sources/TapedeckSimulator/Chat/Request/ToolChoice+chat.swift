// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ToolChoice {
    /// Reads `tool_choice`, or `function_call`.
    init(_ fields: RequestFields, tools: [CallableTool]) throws(APIError) {
        let all = Array(tools.indices)
        if let choice = fields["function_call"] {
            self = try Self.legacy(choice, fields, tools)
            return
        }
        guard let choice = fields["tool_choice"] else {
            self = tools.isEmpty ? .none : .auto(all)
            return
        }
        if let word = choice.string {
            _ = try fields.string("tool_choice", oneOf: ["none", "auto", "required"])
            if word == "none" {
                self = .none
                return
            }
            try Self.checkHasTools(tools, "tool_choice")
            self = word == "auto" ? .auto(all) : .required(all)
            return
        }
        guard let object = try fields.object("tool_choice") else {
            self = .none
            return
        }
        try Self.checkHasTools(tools, "tool_choice")
        _ = try object.required("type")
        let type = try object.string("type", oneOf: ["allowed_tools", "function", "custom"]) ?? "function"
        _ = try object.required(type)
        guard let inner = try object.object(type) else {
            self = .none
            return
        }
        if type == "allowed_tools" {
            self = try Self.allowed(inner, tools)
        } else {
            _ = try inner.required("name")
            self = .named(try Self.index(of: inner.string("name") ?? "", in: tools, param: "tool_choice"))
        }
    }

    private static func legacy(
        _ choice: JSONValue,
        _ fields: RequestFields,
        _ tools: [CallableTool]
    ) throws(APIError) -> ToolChoice {
        if choice.string != nil {
            let word = try fields.string("function_call", oneOf: ["none", "auto"])
            guard word == "auto" else { return .none }
            try checkHasTools(tools, "function_call", needed: "functions")
            return .auto(Array(tools.indices))
        }
        try checkHasTools(tools, "function_call", needed: "functions")
        guard let object = try fields.object("function_call") else { return .none }
        _ = try object.required("name")
        return .named(try index(of: object.string("name") ?? "", in: tools, param: "function_call"))
    }

    private static func allowed(_ fields: RequestFields, _ tools: [CallableTool]) throws(APIError) -> ToolChoice {
        _ = try fields.required("mode")
        let mode = try fields.string("mode", oneOf: ["auto", "required"])
        _ = try fields.required("tools")
        var indices: [Int] = []
        for (offset, value) in (try fields.array("tools", count: 1...128) ?? []).enumerated() {
            let entry = try RequestFields(value, at: fields.path(of: "tools") + "[\(offset)]")
            _ = try entry.required("type")
            let type = try entry.string("type", oneOf: ["function", "custom"]) ?? "function"
            let inner = try entry.object(type) ?? entry
            _ = try inner.required("name")
            indices.append(try index(of: inner.string("name") ?? "", in: tools, param: "tool_choice"))
        }
        return mode == "required" ? .required(indices) : .auto(indices)
    }

    private static func checkHasTools(
        _ tools: [CallableTool],
        _ name: String,
        needed: String = "tools"
    ) throws(APIError) {
        guard tools.isEmpty else { return }
        throw APIError(
            message: "Invalid value for '\(name)': '\(name)' is only allowed when '\(needed)' are specified.",
            param: name
        )
    }

    private static func index(of name: String, in tools: [CallableTool], param: String) throws(APIError) -> Int {
        if let index = tools.firstIndex(where: { $0.name.isSpelled(like: name) }) { return index }
        throw APIError(
            message: "Tool choice '\(name)' not found in '\(param == "function_call" ? "functions" : "tools")' "
                + "parameter.",
            param: param
        )
    }
}
