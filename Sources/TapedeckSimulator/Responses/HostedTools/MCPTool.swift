// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// `mcp`: a remote server or connector, whose tools are made up; none is contacted.
struct MCPTool: HostedTool {
    let type = "mcp"
    let definition: JSONValue
    private let label: String
    private let host: String
    private let tools: [MCPServerTool]
    private let approval: MCPApproval

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: [
            "type", "allowed_tools", "authorization", "connector_id", "defer_loading", "headers", "require_approval",
            "server_description", "server_label", "server_url", "tunnel_id", "allowed_callers",
        ])
        _ = try fields.required("server_label")
        label = try fields.string("server_label", length: 1...64) ?? ""
        let connector = try fields.string("connector_id")
        let url = try fields.string("server_url")
        guard url != nil || connector != nil || fields["tunnel_id"] != nil else {
            throw .missing(fields.path(of: "server_url"))
        }
        host = try url.map { (url) throws(APIError) in try Self.host(of: url, at: fields.path(of: "server_url")) } ?? ""
        let allowed = try MCPToolFilter(fields, "allowed_tools")
        approval = try MCPApproval(fields)
        tools = MCPServerTool.list(named: allowed?.names ?? approval.names, server: label)
        definition = try Self.definition(fields, allowed, approval, url: url)
    }

    private static func host(of url: String, at path: String) throws(APIError) -> String {
        for scheme in ["https://", "http://"] where url.hasPrefix(scheme) {
            let host = url.dropFirst(scheme.count).prefix { !"/?#:".contains($0) }
            if !host.isEmpty { return host.lowercased() }
        }
        throw APIError(
            message: "Invalid '\(path)'. Expected a valid URL, but got a value with an invalid format.",
            param: path,
            code: "invalid_value"
        )
    }

    private static func definition(
        _ fields: RequestFields,
        _ allowed: MCPToolFilter?,
        _ approval: MCPApproval,
        url: String?
    ) throws(APIError) -> JSONValue {
        var members = [
            JSONMember(name: "type", value: "mcp"),
            JSONMember(name: "allowed_tools", value: allowed?.document ?? .null),
        ]
        if try fields.string("authorization") != nil {
            members.append(JSONMember(name: "authorization", value: "<redacted>"))
        }
        if let connector = fields["connector_id"] { members.append(JSONMember(name: "connector_id", value: connector)) }
        if let defers = try fields.bool("defer_loading") {
            members.append(JSONMember(name: "defer_loading", value: .bool(defers)))
        }
        let headers = try fields.object("headers").map { headers in
            JSONValue.object(headers.members.map { JSONMember(name: $0.name, value: "<redacted>") })
        }
        members += [
            JSONMember(name: "headers", value: headers ?? .null),
            JSONMember(name: "require_approval", value: approval.document),
            JSONMember(name: "server_description", value: .optional(try fields.string("server_description"))),
            JSONMember(name: "server_label", value: fields["server_label"] ?? .null),
        ]
        if let url { members.append(JSONMember(name: "server_url", value: .string(withoutPath(url)))) }
        return .object(members)
    }

    /// The address with its path cut, which may hold a key.
    private static func withoutPath(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://"), let slash = url[scheme.upperBound...].firstIndex(of: "/"),
            url.index(after: slash) < url.endIndex
        else { return url }
        return url[...slash] + "<redacted>"
    }

    // MARK: - Running

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        // A server below a domain that never exists (RFC 2606) cannot be reached.
        guard !host.hasSuffix(".invalid") else { throw .unreachableServer(label) }
        var result = HostedToolResult(inputTokens: tokens(request))
        if !request.hasTools(of: label) { result.items.append(list(&identifiers)) }
        if let decision = request.approvalDecision(for: label) {
            guard decision.isApproved else {
                result.text = "The call of the tool \(decision.name) was not approved."
                return result
            }
            add(decision.name, decision.arguments, approvedBy: decision.requestID, to: &result, &identifiers)
            return result
        }
        guard request.wantsAnyway, let tool = tool(for: request) else { return result }
        let arguments = (["query": .string(request.question)] as JSONValue).text()
        guard approval.isNeeded(for: tool.name) else {
            add(tool.name, arguments, approvedBy: nil, to: &result, &identifiers)
            return result
        }
        let members: JSONValue = [
            "arguments": .string(arguments), "name": .string(tool.name), "server_label": .string(label),
        ]
        result.items.append(
            OutputItem(.mcpApprovalRequest, identifiers.next(.mcpApprovalRequest), added: members, done: members)
        )
        result.endsResponse = true
        return result
    }

    /// The tool that shares most words with the question; the first of equal ones.
    private func tool(for request: HostedToolRequest) -> MCPServerTool? {
        let asked = request.facts.stems
        var best: (tool: MCPServerTool, score: Int)?
        for tool in tools {
            let score = Set(TextWords.stems(of: tool.name)).intersection(asked).count
            if score > best?.score ?? -1 { best = (tool, score) }
        }
        return best?.tool
    }

    private func list(_ identifiers: inout ItemIdentifiers) -> OutputItem {
        OutputItem(
            .mcpListTools,
            identifiers.next(.mcpListTools),
            added: ["server_label": .string(label), "tools": []],
            events: .stages(.mcpListTools, "in_progress", "completed"),
            done: ["server_label": .string(label), "tools": .array(tools.map(\.document))]
        )
    }

    /// Adds a call and what the message says about it.
    private func add(
        _ name: String,
        _ arguments: String,
        approvedBy requestID: String?,
        to result: inout HostedToolResult,
        _ identifiers: inout ItemIdentifiers
    ) {
        // The label asks for the error of a server that fails.
        let fails = label.lowercased().contains("fail")
        let query = (try? JSONValue(parsing: Array(arguments.utf8)))?["query"]?.string ?? arguments
        let output = "Simulated result of the tool \(name) of the server \(label) for “\(query)”."
        func members(_ status: String, arguments: String, error: JSONValue, output: JSONValue) -> JSONValue {
            [
                "status": .string(status), "approval_request_id": .optional(requestID), "arguments": .string(arguments),
                "error": error, "name": .string(name), "output": output, "server_label": .string(label),
            ]
        }
        let error: JSONValue = fails ? ["type": "http_error", "code": 424, "message": "424: "] : .null
        result.items.append(
            OutputItem(
                .mcpCall,
                identifiers.next(.mcpCall),
                added: members("in_progress", arguments: "", error: .null, output: .null),
                events: [ItemEvent].stages(.mcpCall, "in_progress")
                    + [
                        ItemEvent(
                            "response.mcp_call_arguments.delta",
                            [JSONMember(name: "delta", value: .string(arguments))]
                        ),
                        ItemEvent(
                            "response.mcp_call_arguments.done",
                            [JSONMember(name: "arguments", value: .string(arguments))]
                        ),
                    ] + [ItemEvent].stages(.mcpCall, fails ? "failed" : "completed"),
                done: members(
                    fails ? "failed" : "completed",
                    arguments: arguments,
                    error: error,
                    output: fails ? .null : .string(output)
                )
            )
        )
        result.text = fails ? "The simulated server \(label) is unavailable." : output
    }

    /// Tokens of the tools of the server.
    private func tokens(_ request: HostedToolRequest) -> Int {
        tools.reduce(40) { $0 + 12 + request.tokens(of: "\($1.name) \($1.summary) \($1.schema.text())") }
    }
}

/// A tool of a simulated server.
struct MCPServerTool: Sendable {
    let name: String
    let summary: String

    /// Parameters: one string.
    let schema: JSONValue = [
        "type": "object", "properties": ["query": ["type": "string"]], "required": ["query"],
        "additionalProperties": false,
    ]

    /// The tools by name; those of a server for research when no names are known.
    static func list(named names: [String], server: String) -> [MCPServerTool] {
        let names = names.isEmpty ? ["search", "fetch"] : Array(names.prefix(100))
        return names.map { MCPServerTool(name: $0, summary: "A simulated tool of the server \(server).") }
    }

    /// The tool as an element of `mcp_list_tools`.
    var document: JSONValue {
        [
            "annotations": ["read_only": false], "description": .string(summary), "input_schema": schema,
            "name": .string(name),
        ]
    }
}

extension HostedToolRequest {
    /// Whether the tools of a server were listed before.
    fileprivate func hasTools(of label: String) -> Bool {
        input.contains { item in
            guard item["type"]?.string == "mcp_list_tools" || item["type"]?.string == "mcp_approval_request" else {
                return false
            }
            return item["server_label"]?.string == label
        }
    }

    /// What the client decided about a call of a server, at the end of the input; `nil` when it decided nothing.
    fileprivate func approvalDecision(
        for label: String
    ) -> (requestID: String, name: String, arguments: String, isApproved: Bool)? {
        let answers = input.reversed().prefix { $0["type"]?.string == "mcp_approval_response" }.reversed()
        for answer in answers {
            guard let id = answer["approval_request_id"]?.string,
                let request = input.last(where: {
                    $0["type"]?.string == "mcp_approval_request" && $0["id"]?.string == id
                }),
                request["server_label"]?.string == label
            else { continue }
            return (
                id, request["name"]?.string ?? "", request["arguments"]?.string ?? "{}",
                answer["approve"]?.bool ?? false
            )
        }
        return nil
    }
}

extension APIError {
    /// The error for a server that does not answer.
    fileprivate static func unreachableServer(_ label: String) -> APIError {
        APIError(
            status: HTTPResponse.Status(code: 424, reasonPhrase: "Failed Dependency"),
            message:
                "Error retrieving tool list from MCP server: '\(label)'. Http status code: 424 (Failed Dependency)",
            type: "external_connector_error",
            param: "tools",
            code: "http_error"
        )
    }
}
