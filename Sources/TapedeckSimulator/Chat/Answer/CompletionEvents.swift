// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// The `choices` of the events of a stream, in order.
struct CompletionEvents {
    let encoding: TokenEncoding
    let usesFunctions: Bool
    let hasLogprobs: Bool

    /// The events of all choices: each begins, then they take turns, each ending by itself.
    func templates(_ choices: [CompletionChoice]) -> [AnswerTemplate] {
        var firstCall = 0
        var lines: [[TemplateValue]] = []
        for (index, choice) in choices.enumerated() {
            lines.append(events(choice, index: index, firstCall: firstCall))
            firstCall += choice.calls.count
        }
        var templates: [AnswerTemplate] = []
        for position in 0..<(lines.map(\.count).max() ?? 0) {
            for line in lines where position < line.count {
                templates.append(AnswerTemplate(.array([line[position]]), indent: nil))
            }
        }
        return templates
    }

    private func events(_ choice: CompletionChoice, index: Int, firstCall: Int) -> [TemplateValue] {
        var events: [TemplateValue] = []
        func add(_ delta: [(name: String, value: TemplateValue)], logprobs: [JSONValue]? = nil, end: String? = nil) {
            var members: [(name: String, value: TemplateValue)] = [
                ("index", .value(.integer(index))), ("delta", .object(delta)),
            ]
            if hasLogprobs { members.append(("logprobs", .value(CompletionChoice.document(of: logprobs)))) }
            members.append(("finish_reason", .value(.optional(end))))
            events.append(.object(members))
        }
        let role: (name: String, value: TemplateValue) = ("role", .value("assistant"))
        if let content = choice.content {
            add([role, ("content", .value("")), ("refusal", .value(nil))], logprobs: choice.logprobs.map { _ in [] })
            for piece in content.pieces(encoding) {
                add(
                    [("content", .value(.string(piece.text)))],
                    logprobs: choice.logprobs.map { Array($0[piece.tokens]) }
                )
            }
        } else if usesFunctions, let call = choice.calls.first {
            let beginning: JSONValue = ["name": .string(call.name), "arguments": ""]
            add([role, ("content", .value(nil)), ("function_call", .value(beginning)), ("refusal", .value(nil))])
            for piece in pieces(call) { add([("function_call", .value(["arguments": .string(piece)]))]) }
        } else {
            addCalls(choice.calls, role, firstCall: firstCall) { add($0) }
        }
        add([], end: choice.finishReason.rawValue)
        return events
    }

    private func addCalls(
        _ calls: [ToolCall],
        _ role: (name: String, value: TemplateValue),
        firstCall: Int,
        add: ([(name: String, value: TemplateValue)]) -> Void
    ) {
        // A single call begins with the message, several begin after it.
        let isSingle = calls.count == 1
        if !isSingle { add([role, ("content", .value(nil))]) }
        for (offset, call) in calls.enumerated() {
            let beginning = TemplateValue.array([call.template(number: firstCall + offset, index: offset, input: "")])
            add(
                isSingle
                    ? [role, ("content", .value(nil)), ("tool_calls", beginning), ("refusal", .value(nil))]
                    : [("tool_calls", beginning)]
            )
            for piece in pieces(call) {
                let body: JSONValue = call.isCustom ? ["input": .string(piece)] : ["arguments": .string(piece)]
                let name = call.isCustom ? "custom" : "function"
                add([
                    (
                        "tool_calls",
                        .array([.object([("index", .value(.integer(offset))), (name, .value(body))])])
                    )
                ])
            }
        }
    }

    private func pieces(_ call: ToolCall) -> [String] {
        TokenizedText(call.input, encoding: encoding).pieces(encoding).map(\.text)
    }
}
