// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The tools of a request for a response: those that the client runs, and those that the service runs.
struct ResponseTools: Sendable {
    /// Functions and custom tools.
    private(set) var callable: [CallableTool] = []
    private(set) var hosted: [any HostedTool] = []
    /// All tools with their defaults, as the response repeats them.
    private(set) var documents: [JSONValue] = []
    /// The namespaces of tools that have one, by the tool's name.
    private(set) var namespaces: SpelledDictionary<String> = [:]

    /// Number of tools from which on no further found ones are read.
    private static let foundLimit = 256

    /// Whether the request offers any tool.
    var isEmpty: Bool { documents.isEmpty }

    /// Reads `tools`.
    /// - Parameters:
    ///   - fields: The request.
    ///   - items: The items of its input, which can hold tools that the client found.
    ///   - model: The model, as the request names it.
    ///   - budget: The work that schemas may cost.
    /// - Throws: ``APIError`` for a tool that the service refuses.
    init(
        _ fields: RequestFields,
        found items: [ResponseItem] = [],
        model: String,
        _ budget: WorkBudget
    ) throws(APIError) {
        let values = try fields.array("tools", count: 0...128) ?? []
        for (offset, value) in values.enumerated() {
            let tool = try RequestFields(value, at: "tools[\(offset)]")
            _ = try tool.required("type")
            if let read = try HostedTools.tool(tool, model: model) {
                hosted.append(read)
                documents.append(read.definition)
                continue
            }
            switch try tool.string("type", oneOf: ["custom", "function", "namespace"] + HostedTools.types) {
            case "custom": documents.append(try add(custom: tool))
            case "namespace": documents.append(try add(namespace: tool, budget))
            default: documents.append(try add(function: value, tool, budget))
            }
        }
        var names: SpelledSet = []
        for tool in callable where !names.insert(tool.name).inserted {
            throw APIError(
                message: "Tool names must be unique: '\(tool.name)' is used more than once.",
                param: tool.path + ".name",
                code: "invalid_value"
            )
        }
        for item in items { try add(found: item, budget) }
        for (index, tool) in hosted.enumerated() {
            if let search = tool as? ToolSearchTool { hosted[index] = search.searching(documents) }
        }
    }

    /// Adds the tools of a `tool_search_output` that the request does not list; the response does not repeat them.
    private mutating func add(found item: ResponseItem, _ budget: WorkBudget) throws(APIError) {
        guard case .toolSearchOutput(let tools) = item.kind, callable.count < Self.foundLimit else { return }
        for (offset, value) in tools.prefix(128).enumerated() {
            let tool = try RequestFields(value, at: "\(item.path).tools[\(offset)]")
            let names = (value["tools"]?.elements ?? [value]).compactMap { $0["name"]?.string }
            guard !callable.contains(where: { known in names.contains { known.name.isSpelled(like: $0) } }) else {
                continue
            }
            switch try tool.string("type") {
            case "custom": _ = try add(custom: tool)
            case "namespace": _ = try add(namespace: tool, budget)
            case "function": _ = try add(function: value, tool, budget)
            default: continue
            }
        }
    }

    /// Reads functions with a common description.
    private mutating func add(namespace fields: RequestFields, _ budget: WorkBudget) throws(APIError) -> JSONValue {
        try fields.allow(only: ["type", "name", "description", "tools"])
        _ = try fields.required("name")
        let name = try fields.name("name", like: .identifier) ?? ""
        let description = try fields.string("description")
        _ = try fields.required("tools")
        var inner: [JSONValue] = []
        for (offset, value) in (try fields.array("tools", count: 1...128) ?? []).enumerated() {
            let tool = try RequestFields(value, at: "\(fields.path(of: "tools"))[\(offset)]")
            _ = try tool.required("type")
            let type = try tool.string("type", oneOf: ["custom", "function"])
            inner.append(type == "custom" ? try add(custom: tool) : try add(function: value, tool, budget))
            if let last = callable.last { namespaces[last.name] = name }
        }
        return [
            "type": "namespace", "description": .optional(description), "name": .string(name), "tools": .array(inner),
        ]
    }

    private mutating func add(
        function value: JSONValue,
        _ fields: RequestFields,
        _ budget: WorkBudget
    ) throws(APIError) -> JSONValue {
        try fields.allow(
            only: [
                "type", "name", "description", "parameters", "strict", "defer_loading", "output_schema",
                "allowed_callers",
            ]
        )
        _ = try fields.bool("defer_loading")
        _ = try fields.object("output_schema")
        _ = try fields.array("allowed_callers")
        let asked = try fields.bool("strict")
        var parameters = fields["parameters"]
        var isStrict = asked ?? false
        // `null` turns strictness off; without the member, the schema is made strict where that is possible.
        if value["strict"] == nil, let schema = parameters, case .object = schema {
            let made = StrictParameters.make(schema)
            do {
                try StrictSchemaRules.check(made)
                parameters = made
                isStrict = true
            } catch { isStrict = false }
        } else if value["strict"] == nil {
            isStrict = parameters == nil
        }
        var members = fields.members.filter { $0.name != "parameters" }
        if let parameters { members.append(JSONMember(name: "parameters", value: parameters)) }
        let tool = try RequestFields(.object(members), at: fields.path)
        callable.append(try CallableTool(function: tool, isStrict: isStrict && parameters != nil, budget))
        // A schema without members takes any object, and is shown as one.
        let shown = parameters == .object([]) ? ["type": "object", "properties": .object([])] : parameters
        var document = [JSONMember(name: "type", value: "function")]
        if let isDeferred = fields["defer_loading"] {
            document.append(JSONMember(name: "defer_loading", value: isDeferred))
        }
        document += [
            JSONMember(name: "description", value: fields["description"] ?? .null),
            JSONMember(name: "name", value: fields["name"] ?? .null),
            JSONMember(name: "output_schema", value: fields["output_schema"] ?? .null),
            JSONMember(name: "parameters", value: shown ?? .null),
            JSONMember(name: "strict", value: .bool(isStrict)),
        ]
        return .object(document)
    }

    private mutating func add(custom fields: RequestFields) throws(APIError) -> JSONValue {
        try fields.allow(only: ["type", "name", "description", "format", "defer_loading", "allowed_callers"])
        let tool = try CallableTool(flatCustom: fields)
        callable.append(tool)
        let format: JSONValue =
            switch tool.kind {
            case .function, .text: ["type": "text"]
            case .regex, .grammar: JSONValue.object(try fields.object("format")?.members ?? []).withTypeFirst
            }
        return [
            "type": "custom", "description": fields["description"] ?? .null, "format": format,
            "name": .string(tool.name),
        ]
    }
}

extension CallableTool {
    /// Reads a custom tool whose grammar stands directly in `format`.
    fileprivate init(flatCustom fields: RequestFields) throws(APIError) {
        let name = try Self.name(fields)
        let summary = try fields.string("description") ?? ""
        var kind = Kind.text
        if let format = try fields.object("format") {
            _ = try format.required("type")
            if try format.string("type", oneOf: ["text", "grammar"]) == "grammar" {
                _ = try format.required("syntax")
                let syntax = try format.string("syntax", oneOf: ["lark", "regex"])
                _ = try format.required("definition")
                let definition = try format.string("definition") ?? ""
                kind = syntax == "regex" ? .regex(definition) : .grammar(syntax ?? "")
            }
        }
        self.init(name: name, summary: summary, kind: kind, parameters: nil, path: fields.path)
    }
}
