// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A tool of a request.
struct ChatTool: Sendable {
    enum Kind: Sendable {
        /// Arguments that satisfy a JSON schema; `nil` for a function without parameters.
        case function(SchemaDocument?)
        /// Any text.
        case text
        /// Text that a regular expression matches in full.
        case regex(String)
        /// Text in a grammar that the simulator cannot write.
        case grammar(String)
    }

    let name: String
    let summary: String
    let kind: Kind
    /// The source of the parameters' schema, which counts as part of the prompt.
    let parameters: JSONValue?
    /// The path of the tool in the request.
    let path: String

    var isCustom: Bool {
        if case .function = kind { false } else { true }
    }
}

extension ChatTool {
    /// Reads `tools`, or `functions`.
    static func list(_ fields: RequestFields, _ budget: WorkBudget) throws(APIError) -> [ChatTool] {
        var tools: [ChatTool] = []
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
            tools.append(type == "function" ? try ChatTool(function: inner, budget) : try ChatTool(custom: inner))
        }
        for (offset, value) in (try fields.array("functions", count: 1...128) ?? []).enumerated() {
            tools.append(try ChatTool(function: RequestFields(value, at: "functions[\(offset)]"), budget))
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

    private init(function fields: RequestFields, _ budget: WorkBudget) throws(APIError) {
        name = try Self.name(fields)
        summary = try fields.string("description") ?? ""
        path = fields.path
        let isStrict = try fields.bool("strict") ?? false
        let parameters = fields["parameters"]
        if let parameters, case .object = parameters {
        } else if let parameters {
            throw .wrongType(fields.path(of: "parameters"), expected: "an object", got: parameters)
        }
        self.parameters = parameters
        do throws(SchemaProblem) {
            if isStrict {
                let empty: JSONValue = ["type": "object", "properties": [:]]
                try StrictSchemaRules.check(parameters ?? empty)
            } else if let parameters, parameters != .object([]) {
                try StrictSchemaRules.checkRootType(parameters)
            }
            kind = .function(
                try parameters.map { (schema) throws(SchemaProblem) in try SchemaDocument(schema, budget) }
            )
        } catch {
            throw APIError(
                message: "Invalid schema for function '\(name)': \(error.description)",
                param: fields.path(of: "parameters"),
                code: "invalid_function_parameters"
            )
        }
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

    private static func name(_ fields: RequestFields) throws(APIError) -> String {
        _ = try fields.required("name")
        return try fields.name("name", like: .identifier) ?? ""
    }
}

extension String {
    /// Whether it consists of letters, digits, `_` and `-`.
    var isPlainName: Bool {
        utf8.allSatisfy { ScalarSet.word.contains(Unicode.Scalar($0)) || $0 == UInt8(ascii: "-") }
    }
}
