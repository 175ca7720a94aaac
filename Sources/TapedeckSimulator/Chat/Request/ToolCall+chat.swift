// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ToolCall {
    /// Reads the calls of an assistant message, with their identifiers.
    static func list(_ fields: RequestFields) throws(APIError) -> (calls: [ToolCall], ids: [String]) {
        var calls: [ToolCall] = []
        var ids: [String] = []
        if let call = try fields.object("function_call") {
            calls.append(try ToolCall(call, inputName: "arguments", isCustom: false))
        }
        for (offset, value) in (try fields.array("tool_calls", count: 1...128) ?? []).enumerated() {
            let call = try RequestFields(value, at: fields.path(of: "tool_calls") + "[\(offset)]")
            _ = try call.required("id")
            ids.append(try call.string("id") ?? "")
            _ = try call.required("type")
            let type = try call.string("type", oneOf: ["function", "custom"]) ?? "function"
            _ = try call.required(type)
            guard let inner = try call.object(type) else { continue }
            let isCustom = type == "custom"
            calls.append(try ToolCall(inner, inputName: isCustom ? "input" : "arguments", isCustom: isCustom))
        }
        return (calls, ids)
    }

    private init(_ fields: RequestFields, inputName: String, isCustom: Bool) throws(APIError) {
        _ = try fields.required("name")
        name = try fields.string("name") ?? ""
        _ = try fields.required(inputName)
        input = try fields.string(inputName) ?? ""
        self.isCustom = isCustom
    }
}
