// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A writer of tool calls: arguments satisfy the schema and use the user's words.
struct ToolCallWriter {
    let request: GenerationRequest
    let facts: ConversationFacts
    let variety: UInt64
    /// Maximum total length of all inputs, in bytes.
    let room: Int
    let budget: WorkBudget

    /// Maximum number of calls of one tool.
    private static let repetitionLimit = 8

    /// The calls of these tools.
    /// - Returns: The calls, and whether the last one is incomplete.
    /// - Throws: ``APIError`` when a tool's schema or grammar cannot be satisfied.
    func calls(of tools: [Int]) throws(APIError) -> (calls: [ToolCall], areUnfinished: Bool) {
        var calls: [ToolCall] = []
        var rest = room
        for index in tools {
            let tool = request.tools[index]
            guard case .function(let schema) = tool.kind else {
                calls.append(ToolCall(name: tool.name, input: try input(of: tool), isCustom: true))
                continue
            }
            let count = tools.count == 1 ? repetitions(of: tool) : 1
            for repetition in 0..<count {
                let (arguments, isUnfinished) = try self.arguments(of: tool, schema, repetition, room: rest)
                calls.append(ToolCall(name: tool.name, input: arguments, isCustom: false))
                guard !isUnfinished else { return (calls, true) }
                rest -= arguments.utf8.count
            }
        }
        // Like the service, puts spaces into the arguments of several calls, and none into those of a single call.
        guard calls.count > 1 else { return (calls, false) }
        let spaced = calls.map { call in
            guard !call.isCustom, let document = try? JSONValue(parsing: Array(call.input.utf8)) else { return call }
            return ToolCall(name: call.name, input: document.spaced, isCustom: false)
        }
        return (spaced, false)
    }

    private func arguments(
        of tool: CallableTool,
        _ schema: SchemaDocument?,
        _ repetition: Int,
        room: Int
    ) throws(APIError) -> (text: String, isUnfinished: Bool) {
        guard let schema else { return ("{}", false) }
        let found = try written(tool, schema, repetition, room: room, optional: .found)
        // A demanded call has arguments, even if every parameter is optional.
        guard found.text == "{}", isDemanded else { return found }
        return try written(tool, schema, repetition, room: room, optional: .all)
    }

    /// Whether the request demands a tool call.
    private var isDemanded: Bool {
        switch request.toolChoice {
        case .named, .required: true
        case .none, .auto: false
        }
    }

    private func written(
        _ tool: CallableTool,
        _ schema: SchemaDocument,
        _ repetition: Int,
        room: Int,
        optional: SchemaGenerator.OptionalProperties
    ) throws(APIError) -> (text: String, isUnfinished: Bool) {
        var generator = SchemaGenerator(
            schema,
            source: AnswerSource(facts: facts, reply: facts.request, start: repetition),
            optionalProperties: optional,
            variety: variety,
            room: room,
            budget
        )
        do {
            return try generator.text()
        } catch {
            throw APIError(
                message: "Invalid schema for function '\(tool.name)': \(error.description)",
                param: tool.path + ".parameters",
                code: "invalid_function_parameters"
            )
        }
    }

    /// Number of calls of a tool: one for each item that the message lists for its only required string.
    private func repetitions(of tool: CallableTool) -> Int {
        guard request.allowsParallelCalls else { return 1 }
        let required = tool.parameters?["required"]?.elements?.compactMap(\.string) ?? []
        let strings = required.filter { name in
            let property = tool.parameters?["properties"]?[name]
            return property?["type"]?.string == "string" && property?["enum"] == nil
        }
        guard strings.count == 1, required.count == 1 else { return 1 }
        let property = tool.parameters?["properties"]?[strings[0]]
        let kind = TextKind(name: strings[0], summary: property?["description"]?.string)
        guard kind == .place || kind == .name, case let found = listed(kind), found > 1 else { return 1 }
        return min(Self.repetitionLimit, found)
    }

    private func listed(_ kind: TextKind) -> Int {
        AnswerSource(facts: facts, reply: "").found(kind).count
    }

    /// Input of a custom tool.
    private func input(of tool: CallableTool) throws(APIError) -> String {
        switch tool.kind {
        case .function, .text: return facts.quotations.first ?? facts.request
        case .regex(let definition):
            if let text = matching(definition) { return text }
            throw Self.unsatisfied(tool, "no text was found that matches the expression '\(definition)'")
        case .grammar(let syntax):
            throw Self.unsatisfied(tool, "grammars of syntax '\(syntax)' are not supported, only 'regex'")
        }
    }

    private func matching(_ definition: String) -> String? {
        guard let pattern = try? Pattern("^(?:\(definition))$", budget) else { return nil }
        let found = [facts.request] + facts.quotations + facts.numbers + facts.names + facts.keywords
        if let text = found.first(where: { pattern.matches($0, budget) }) { return text }
        for extra in 0..<6 {
            for number in 0..<16 {
                if let text = pattern.sample(number, extra: extra, limit: 10_000, budget), pattern.matches(text, budget)
                {
                    return text
                }
            }
        }
        return nil
    }

    private static func unsatisfied(_ tool: CallableTool, _ reason: String) -> APIError {
        APIError(
            message: "The simulator cannot write input for the tool '\(tool.name)': \(reason).",
            param: tool.path + ".format",
            code: "unsupported_value"
        )
    }
}

extension JSONValue {
    /// The document on one line with a space after colons and commas.
    fileprivate var spaced: String {
        switch self {
        case .array(let elements): "[" + elements.map(\.spaced).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\(JSONValue.string($0.name).text()): \($0.value.spaced)" }.joined(separator: ", ")
                + "}"
        default: text()
        }
    }
}
