// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import TapedeckCore

/// Reads the calls of tools, and checks the tools that a line offers.
enum ToolReader {
    /// The calls of a message, `function_call` of old among them.
    static func calls(of message: JSONValue, _ place: String) throws(ExampleFault) -> [TrainingMessage.Call] {
        var calls: [TrainingMessage.Call] = []
        if let value = message["tool_calls"], value != .null {
            guard let elements = value.elements, !elements.isEmpty else {
                throw .wrongType(place, "tool_calls", "a list of at least 1 tool call")
            }
            for (index, element) in elements.enumerated() {
                let place = "\(place), tool call \(index + 1)"
                guard element["id"]?.string != nil else { throw .required(place, "id") }
                guard element["type"]?.string == "function" else { throw .wrongType(place, "type", "'function'") }
                guard let function = element["function"] else { throw .required(place, "function") }
                calls.append(try call(function, place))
            }
        }
        if let value = message["function_call"], value != .null { calls.append(try call(value, place)) }
        return calls
    }

    /// Checks `tools`, `functions` and `parallel_tool_calls`.
    static func check(_ line: JSONValue) throws(ExampleFault) {
        if let tools = line["tools"], tools != .null {
            guard let elements = tools.elements else { throw .wrongType("", "tools", "a valid list") }
            for (index, tool) in elements.enumerated() {
                let place = "tool \(index + 1)"
                guard tool["type"]?.string == "function" else { throw .wrongType(place, "type", "'function'") }
                guard let function = tool["function"] else { throw .required(place, "function") }
                try checkFunction(function, place)
            }
        }
        if let functions = line["functions"], functions != .null {
            guard let elements = functions.elements else { throw .wrongType("", "functions", "a valid list") }
            for (index, function) in elements.enumerated() { try checkFunction(function, "function \(index + 1)") }
        }
        if let parallel = line["parallel_tool_calls"] {
            guard case .bool = parallel else { throw .wrongType("", "parallel_tool_calls", "a valid boolean") }
        }
    }

    private static func call(_ function: JSONValue, _ place: String) throws(ExampleFault) -> TrainingMessage.Call {
        guard let name = function["name"]?.string else { throw .required(place, "function.name") }
        guard let arguments = function["arguments"]?.string else {
            throw .wrongType(place, "function.arguments", "a valid string")
        }
        return TrainingMessage.Call(name: name, arguments: arguments)
    }

    private static func checkFunction(_ function: JSONValue, _ place: String) throws(ExampleFault) {
        guard function["name"]?.string != nil else { throw .required(place, "function.name") }
        guard let parameters = function["parameters"] else { return }
        guard case .object = parameters else { throw .wrongType(place, "function.parameters", "a valid dictionary") }
    }
}
