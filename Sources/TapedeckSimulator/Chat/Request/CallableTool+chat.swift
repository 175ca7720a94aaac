// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension CallableTool {
    /// Reads `tools`, or `functions`.
    static func list(_ fields: RequestFields, _ budget: WorkBudget) throws(APIError) -> [CallableTool] {
        var tools: [CallableTool] = []
        if fields["tools"] != nil, fields["functions"] != nil {
            throw APIError(
                message: "'functions' and 'tools' are mutually exclusive. 'functions' are deprecated in favour of "
                    + "'tools'.",
                param: "functions",
                code: "invalid_parameter_combination"
            )
        }
        for (offset, value) in (try fields.array("tools", count: 1...128) ?? []).enumerated() {
            let tool = try RequestFields(value, at: "tools[\(offset)]")
            _ = try tool.required("type")
            let type = try tool.string("type", oneOf: ["function", "custom"]) ?? "function"
            _ = try tool.required(type)
            guard let inner = try tool.object(type) else { continue }
            tools.append(type == "function" ? try function(inner, budget) : try CallableTool(custom: inner))
        }
        for (offset, value) in (try fields.array("functions", count: 1...128) ?? []).enumerated() {
            tools.append(try function(RequestFields(value, at: "functions[\(offset)]"), budget))
        }
        var names: SpelledSet = []
        for tool in tools where !names.insert(tool.name).inserted {
            throw APIError(
                message: "Tool names must be unique: '\(tool.name)' is used more than once.",
                param: tool.path + ".name",
                code: "invalid_value"
            )
        }
        return tools
    }

    private static func function(_ fields: RequestFields, _ budget: WorkBudget) throws(APIError) -> CallableTool {
        try CallableTool(function: fields, isStrict: fields.bool("strict") ?? false, budget)
    }

    private init(custom fields: RequestFields) throws(APIError) {
        name = try Self.name(fields)
        summary = try fields.string("description") ?? ""
        path = fields.path
        parameters = nil
        guard let format = try fields.object("format") else {
            kind = .text
            return
        }
        _ = try format.required("type")
        guard try format.string("type", oneOf: ["text", "grammar"]) == "grammar" else {
            kind = .text
            return
        }
        _ = try format.required("grammar")
        guard let grammar = try format.object("grammar") else {
            kind = .text
            return
        }
        _ = try grammar.required("syntax")
        let syntax = try grammar.string("syntax", oneOf: ["lark", "regex"])
        _ = try grammar.required("definition")
        let definition = try grammar.string("definition") ?? ""
        kind = syntax == "regex" ? .regex(definition) : .grammar(syntax ?? "")
    }
}
