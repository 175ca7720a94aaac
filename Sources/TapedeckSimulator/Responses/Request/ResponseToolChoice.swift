// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The `tool_choice` of a request for a response.
struct ResponseToolChoice: Sendable {
    /// The choice among functions and custom tools.
    let callable: ToolChoice
    /// How much each hosted tool is wanted.
    let hosted: [HostedToolRequest.Demand]
    /// The choice as the response repeats it.
    let document: JSONValue

    /// Reads `tool_choice`.
    init(_ fields: RequestFields, _ tools: ResponseTools) throws(APIError) {
        let all = Array(tools.callable.indices)
        document = fields["tool_choice"] ?? "auto"
        guard let choice = fields["tool_choice"], choice.string == nil else {
            let word = try fields.string("tool_choice", oneOf: ["none", "auto", "required"]) ?? "auto"
            guard word != "required" || !tools.isEmpty else {
                throw APIError(
                    message: "Tool choice 'required' must be specified with 'tools' parameter.",
                    param: "tool_choice"
                )
            }
            switch word {
            case "none":
                callable = .none
                hosted = tools.hosted.map { _ in .excluded }
            case "required":
                callable = Self.required(all, or: tools.hosted.isEmpty)
                hosted = tools.hosted.indices.map { all.isEmpty && $0 == 0 ? .required : .offered }
            default:
                callable = all.isEmpty ? .none : .auto(all)
                hosted = tools.hosted.map { _ in .offered }
            }
            return
        }
        let object = try RequestFields(choice, at: "tool_choice")
        _ = try object.required("type")
        let type = try object.string("type") ?? ""
        switch type {
        case "function", "custom":
            _ = try object.required("name")
            let name = try object.string("name") ?? ""
            guard let index = tools.callable.firstIndex(where: { $0.name.isSpelled(like: name) }) else {
                throw .unknownTool(name)
            }
            callable = .named(index)
            hosted = tools.hosted.map { _ in .excluded }
        case "allowed_tools":
            let mode = try object.required("mode")
            _ = try object.string("mode", oneOf: ["auto", "required"])
            _ = try object.required("tools")
            var allowed: [Int] = []
            var allowedHosted: Set<Int> = []
            for (offset, value) in (try object.array("tools", count: 1...128) ?? []).enumerated() {
                let entry = try RequestFields(value, at: "tool_choice.tools[\(offset)]")
                if let index = try Self.callable(entry, tools) {
                    allowed.append(index)
                } else {
                    allowedHosted.insert(try Self.hosted(entry, tools))
                }
            }
            let isRequired = mode.string == "required"
            callable =
                isRequired
                ? Self.required(allowed, or: allowedHosted.isEmpty) : allowed.isEmpty ? .none : .auto(allowed)
            let first = allowed.isEmpty && isRequired ? allowedHosted.min() : nil
            hosted = tools.hosted.indices.map {
                allowedHosted.contains($0) ? ($0 == first ? .required : .offered) : .excluded
            }
        default:
            let index = try Self.hosted(object, tools)
            callable = .none
            hosted = tools.hosted.indices.map { $0 == index ? .required : .excluded }
        }
    }

    /// Some tool of a list is required; one alone is as good as named.
    private static func required(_ indices: [Int], or isStrict: Bool) -> ToolChoice {
        guard isStrict, let first = indices.first else { return indices.isEmpty ? .none : .auto(indices) }
        return indices.count == 1 ? .named(first) : .required(indices)
    }

    private static func callable(_ entry: RequestFields, _ tools: ResponseTools) throws(APIError) -> Int? {
        _ = try entry.required("type")
        let type = try entry.string("type") ?? ""
        guard type == "function" || type == "custom" else { return nil }
        _ = try entry.required("name")
        let name = try entry.string("name") ?? ""
        guard let index = tools.callable.firstIndex(where: { $0.name.isSpelled(like: name) }) else {
            throw .unknownTool(name)
        }
        return index
    }

    private static func hosted(_ entry: RequestFields, _ tools: ResponseTools) throws(APIError) -> Int {
        let type = try entry.string("type") ?? ""
        let label = try entry.string("server_label")
        let index = tools.hosted.firstIndex { tool in
            // The preview of the search of the web and its successor stand for each other.
            (tool.type == type || tool.type.hasPrefix(type + "_2")
                || type.hasPrefix("web_search") && tool.type.hasPrefix("web_search"))
                && (label == nil || tool.definition["server_label"]?.string == label)
        }
        guard let index else { throw .unknownTool(type) }
        return index
    }
}

extension APIError {
    /// The error for a choice among tools that is not offered.
    fileprivate static func unknownTool(_ name: String) -> APIError {
        APIError(message: "Tool choice '\(name)' not found in 'tools' parameter.", param: "tool_choice")
    }
}
