// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// `tool_search`: finds tools that are loaded on demand (`defer_loading`), or lets the client find them.
struct ToolSearchTool: HostedTool {
    let type = "tool_search"
    let definition: JSONValue
    private let isClient: Bool
    private let parameters: JSONValue?
    /// The tools with `defer_loading`, and the namespaces that have such tools.
    private var deferred: [JSONValue] = []

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "description", "execution", "parameters"])
        let description = try fields.string("description")
        isClient = try fields.string("execution", oneOf: ["server", "client"]) == "client"
        parameters = try fields.object("parameters").map { JSONValue.object($0.members) }
        var members = [
            JSONMember(name: "type", value: "tool_search"),
            JSONMember(name: "description", value: .optional(description)),
        ]
        if isClient { members.append(JSONMember(name: "execution", value: "client")) }
        members.append(JSONMember(name: "parameters", value: parameters ?? .null))
        definition = .object(members)
    }

    /// The search among the tools of a request.
    /// - Parameter tools: All tools with their defaults.
    /// - Returns: The tool.
    func searching(_ tools: [JSONValue]) -> ToolSearchTool {
        var tool = self
        tool.deferred = tools.filter(\.isDeferred)
        return tool
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: Self.descriptionTokens)
        // It also comes before the call of a function that has to be found first.
        guard request.isAsked else { return result }
        guard !isClient else {
            guard request.demand != .excluded else { return result }
            result.items = [clientCall(request, &identifiers)]
            result.endsResponse = true
            return result
        }
        let found = deferred.filter { $0.matches(request.facts) }
        guard !found.isEmpty else { return result }
        let paths = found.compactMap { $0["name"]?.string }.map(JSONValue.string)
        let call: JSONValue = [
            "status": "completed", "arguments": ["paths": .array(paths)], "call_id": .null, "execution": "server",
        ]
        let output: JSONValue = [
            "status": "completed", "call_id": .null, "execution": "server", "tools": .array(found),
        ]
        result.items = [
            OutputItem(.toolSearchCall, identifiers.next(.toolSearchCall), added: call.inProgress, done: call),
            OutputItem(.toolSearchOutput, identifiers.next(.toolSearchOutput), added: output.inProgress, done: output),
        ]
        result.inputTokens += found.reduce(0) { $0 + request.tokens(of: $1.text()) }
        return result
    }

    /// A search that the client does.
    private func clientCall(_ request: HostedToolRequest, _ identifiers: inout ItemIdentifiers) -> OutputItem {
        let names: [String]
        if case .object(let properties)? = parameters?["properties"] {
            let required = parameters?["required"]?.elements?.compactMap(\.string) ?? []
            names = properties.filter { $0.value["type"]?.string == "string" || required.contains($0.name) }.map(\.name)
        } else {
            names = ["query"]
        }
        let arguments = names.map { JSONMember(name: $0, value: .string(request.question)) }
        let call: JSONValue = [
            "status": "completed", "arguments": .object(arguments),
            "call_id": .string(identifiers.generator.toolCall()), "execution": "client",
        ]
        return OutputItem(.toolSearchCall, identifiers.next(.toolSearchCall), added: call.inProgress, done: call)
    }

    /// Tokens of the tool's description.
    private static let descriptionTokens = 120
}

extension JSONValue {
    /// Whether a tool is loaded on demand, or a namespace has such a tool.
    fileprivate var isDeferred: Bool {
        switch self["type"]?.string {
        case "function", "custom", "mcp": self["defer_loading"]?.bool == true
        case "namespace": self["tools"]?.elements?.contains { $0["defer_loading"]?.bool == true } ?? false
        default: false
        }
    }

    /// Whether a tool or a namespace has words in common with a question.
    fileprivate func matches(_ facts: ConversationFacts) -> Bool {
        let inner = (self["tools"]?.elements ?? []).prefix(50)
        let texts = [self["name"]?.string, self["description"]?.string] + inner.map { $0["name"]?.string }
        return texts.contains { text in
            text.map { !facts.stems.isDisjoint(with: TextWords.stems(of: $0.prefix(1000))) } ?? false
        }
    }

    /// The item with the status that a stream announces it with.
    fileprivate var inProgress: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(
            members.map { $0.name == "status" ? JSONMember(name: "status", value: "in_progress") : $0 }
        )
    }
}
