// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The tools that the service runs or defines itself, by their type.
enum HostedTools {
    /// The types, in the order of the service's message about an unknown one.
    static let types = [
        "apply_patch", "code_interpreter", "computer", "computer_use_preview", "file_search", "image_generation",
        "local_shell", "mcp", "shell", "tool_search", "web_search", "web_search_2025_08_26", "web_search_preview",
        "web_search_preview_2025_03_11",
    ]

    /// Reads a tool of a request.
    /// - Parameters:
    ///   - fields: The definition.
    ///   - model: The model, as the request names it.
    /// - Returns: The tool; `nil` when it is none of these, but a function, a custom tool or a namespace.
    /// - Throws: ``APIError`` when the definition is wrong, or the model cannot use the tool.
    static func tool(_ fields: RequestFields, model: String) throws(APIError) -> (any HostedTool)? {
        guard let type = try fields.string("type"), types.contains(type) else { return nil }
        guard isSupported(type, by: model) else {
            throw APIError(message: "Hosted tool '\(type)' is not supported with \(model).", param: "tools")
        }
        switch type {
        case "web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11":
            return try WebSearchTool(fields, type: type)
        case "file_search": return try FileSearchTool(fields)
        case "code_interpreter": return try CodeInterpreterTool(fields)
        case "image_generation": return try ImageGenerationTool(fields)
        case "mcp": return try MCPTool(fields)
        case "tool_search": return try ToolSearchTool(fields)
        default: return try ClientTool(fields, type: type)
        }
    }

    /// Whether a model can use a tool: the first ones can use none, and some tools came with later ones.
    private static func isSupported(_ type: String, by model: String) -> Bool {
        let base = model.hasPrefix("ft:") ? String(model.dropFirst(3).prefix { $0 != ":" }) : model
        let isOld = base.hasPrefix("gpt-3.5") || base == "gpt-4" || base.hasPrefix("gpt-4-")
        switch type {
        case "apply_patch", "shell", "tool_search": return base.hasPrefix("gpt-5") || base.hasPrefix("codex")
        case "web_search", "web_search_preview": return !isOld && !base.hasPrefix("gpt-4.1-nano")
        default: return !isOld
        }
    }
}
