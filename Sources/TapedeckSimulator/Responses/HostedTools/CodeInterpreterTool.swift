// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// `code_interpreter`: writes a line of Python that adds the numbers of the message, and says what it prints.
struct CodeInterpreterTool: HostedTool {
    let type = "code_interpreter"
    let definition: JSONValue
    /// The container that the request names; `nil` for a new one.
    private let container: String?

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "container"])
        let value = try fields.required("container")
        if let id = value.string {
            container = id
            definition = ["type": "code_interpreter", "container": .string(id)]
            return
        }
        guard case .object = value, let auto = try fields.object("container") else {
            throw .wrongType(fields.path(of: "container"), expected: "one of a string or object", got: value)
        }
        _ = try auto.required("type")
        _ = try auto.string("type", oneOf: ["auto"])
        try auto.allow(only: ["type", "file_ids", "memory_limit", "network_policy"])
        _ = try auto.array("file_ids", count: 0...50)
        _ = try auto.string("memory_limit", oneOf: ["1g", "4g", "16g", "64g"])
        container = nil
        definition = ["type": "code_interpreter", "container": JSONValue.object(auto.members).withTypeFirst]
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: Self.descriptionTokens)
        let words =
            "calculate compute code python run execute solve sum add factorial equation plot chart graph csv data "
            + "analyze analyse math"
        guard request.wants(words) || (request.wantsAnyway && request.facts.numbers.count > 1) else { return result }
        let program = Self.program(request.facts.numbers)
        let id = identifiers.next(.codeInterpreterCall)
        let newContainer = Self.container(&identifiers)
        let container = self.container ?? newContainer
        let outputs: JSONValue =
            request.includes(.codeOutputs) ? [["type": "logs", "logs": .string(program.output + "\n")]] : .null
        let name = "response.code_interpreter_call_code"
        result.items = [
            OutputItem(
                .codeInterpreterCall,
                id,
                added: ["status": "in_progress", "code": "", "container_id": .string(container), "outputs": []],
                events: [ItemEvent].stages(.codeInterpreterCall, "in_progress")
                    + ItemEvent.deltas("\(name).delta", of: program.code, request.model.encoding)
                    + [ItemEvent("\(name).done", [JSONMember(name: "code", value: .string(program.code))])]
                    + [ItemEvent].stages(.codeInterpreterCall, "interpreting", "completed"),
                done: [
                    "status": "completed", "code": .string(program.code), "container_id": .string(container),
                    "outputs": outputs,
                ]
            )
        ]
        result.text = "The simulated code interpreter printed \(program.output)."
        result.inputTokens += Self.runTokens + request.tokens(of: program.code)
        return result
    }

    /// Tokens of the tool's description.
    private static let descriptionTokens = 160
    /// Tokens around the code and its output.
    private static let runTokens = 180

    /// A program, and what it would print.
    private static func program(_ numbers: [String]) -> (code: String, output: String) {
        let integers = numbers.prefix(20).compactMap(Int.init).filter { $0.magnitude < 1 << 50 }
        guard !integers.isEmpty else { return ("print('simulated')", "simulated") }
        let list = integers.map { "\($0)" }.joined(separator: ", ")
        return ("numbers = [\(list)]\nprint(sum(numbers))", "\(integers.reduce(0, +))")
    }

    private static func container(_ identifiers: inout ItemIdentifiers) -> String {
        let tag = identifiers.generator.chainTag()
        return identifiers.generator.conversationItem("cntr", tag: tag, at: identifiers.time)
    }
}
