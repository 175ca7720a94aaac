// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// The `choices` of each event of a stream, in order.
struct CompletionEvents {
    let encoding: TokenEncoding
    let usesFunctions: Bool
    let hasLogprobs: Bool

    /// The events of all choices: two of each first, then the rest in turns, then all ends.
    func templates(_ choices: [CompletionChoice]) -> [CompletionStream.Event] {
        var firstCall = 0
        var lines: [[CompletionTemplate]] = []
        for (index, choice) in choices.enumerated() {
            lines.append(events(choice, index: index, firstCall: firstCall))
            firstCall += choice.calls.count
        }
        let ends = lines.map { $0.suffix(1) }
        let beginnings = lines.map { $0.dropLast().prefix(2) }
        let rests = lines.map { Array($0.dropLast().dropFirst(2)) }
        var order = beginnings.flatMap { $0 }
        for position in 0..<(rests.map(\.count).max() ?? 0) {
            for rest in rests where position < rest.count { order.append(rest[position]) }
        }
        // If one choice calls several tools, the service puts `usage` first in every event but the last.
        let beginsWithUsage = !usesFunctions && choices.count == 1 && choices[0].calls.count > 1
        return order.map { event($0, beginsWithUsage: beginsWithUsage) }
            + ends.flatMap { $0 }.map { event($0, beginsWithUsage: false) }
    }

    private func event(_ choices: CompletionTemplate, beginsWithUsage: Bool) -> CompletionStream.Event {
        CompletionStream.Event(choices: choices, beginsWithUsage: beginsWithUsage)
    }

    private func events(_ choice: CompletionChoice, index: Int, firstCall: Int) -> [CompletionTemplate] {
        var events: [CompletionTemplate] = []
        func add(_ delta: [(name: String, value: CompletionValue)], logprobs: [JSONValue]? = nil, end: String? = nil) {
            var members: [(name: String, value: CompletionValue)] = [
                ("index", .value(.integer(index))), ("delta", .object(delta)),
            ]
            if hasLogprobs { members.append(("logprobs", .value(CompletionChoice.document(of: logprobs)))) }
            members.append(("finish_reason", .value(.optional(end))))
            events.append(CompletionTemplate(.array([.object(members)]), indent: nil))
        }
        let role: (name: String, value: CompletionValue) = ("role", .value("assistant"))
        if let content = choice.content {
            add([role, ("content", .value("")), ("refusal", .value(nil))], logprobs: choice.logprobs.map { _ in [] })
            for piece in content.pieces(encoding) {
                guard let logprobs = choice.logprobs else {
                    events.append(plain(piece.text, index: index))
                    continue
                }
                add([("content", .value(.string(piece.text)))], logprobs: Array(logprobs[piece.tokens]))
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

    /// A piece of text without probabilities, as most events are: the same bytes without a tree of values.
    private func plain(_ text: String, index: Int) -> CompletionTemplate {
        var bytes = Array("[{\"index\":\(index),\"delta\":{\"content\":".utf8)
        JSONValue.string(text).append(to: &bytes)
        bytes += (hasLogprobs ? "},\"logprobs\":null,\"finish_reason\":null}]" : "},\"finish_reason\":null}]").utf8
        return CompletionTemplate(bytes)
    }

    private func addCalls(
        _ calls: [ToolCall],
        _ role: (name: String, value: CompletionValue),
        firstCall: Int,
        add: ([(name: String, value: CompletionValue)]) -> Void
    ) {
        // A single call is in the first event of the message; several calls follow it.
        let isSingle = calls.count == 1
        if !isSingle { add([role, ("content", .value(nil))]) }
        for (offset, call) in calls.enumerated() {
            let beginning = CompletionValue.array([call.template(number: firstCall + offset, index: offset, input: "")])
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
