// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// One choice of a completion.
struct CompletionChoice: Sendable {
    enum FinishReason: String, Sendable {
        case stop, length
        case toolCalls = "tool_calls"
        case functionCall = "function_call"
    }

    /// The text, unless tools are called.
    var content: TokenizedText?
    var calls: [ToolCall] = []
    var finishReason: FinishReason
    /// Completion tokens, reasoning included.
    var tokenCount: Int
    var reasoningTokens = 0
    var logprobs: [JSONValue]?
}

extension CompletionChoice {
    /// The choice of an answer.
    init(_ answer: GeneratedAnswer, to request: ChatRequest, of model: LanguageModel) {
        content = answer.content
        calls = answer.calls
        tokenCount = answer.tokenCount
        reasoningTokens = answer.reasoningTokens
        logprobs = answer.logprobs
        let isNamed = request.generation.demandedTool != nil
        finishReason =
            if answer.isTruncated {
                .length
            } else if answer.calls.isEmpty {
                .stop
            } else if request.usesFunctions {
                isNamed ? .stop : .functionCall
            } else {
                isNamed && !model.base.isReasoning ? .stop : .toolCalls
            }
    }
}

extension CompletionChoice {
    /// The choice in a response that is not streamed.
    ///
    /// `firstCall` is the number of tool calls in the choices before; reasoning models have no `logprobs`.
    func template(index: Int, firstCall: Int, usesFunctions: Bool, hasLogprobs: Bool) -> CompletionValue {
        var message: [(name: String, value: CompletionValue)] = [
            ("role", .value("assistant")),
            ("content", .value(content.map { .string($0.text) } ?? .null)),
        ]
        if usesFunctions, let call = calls.first {
            message.append(("function_call", .value(["name": .string(call.name), "arguments": .string(call.input)])))
        } else if !calls.isEmpty {
            let elements = calls.enumerated().map { $1.template(number: firstCall + $0, index: nil, input: $1.input) }
            message.append(("tool_calls", .array(elements)))
        }
        message += [("refusal", .value(nil)), ("annotations", .value([]))]
        var members: [(name: String, value: CompletionValue)] = [
            ("index", .value(.integer(index))), ("message", .object(message)),
        ]
        if hasLogprobs { members.append(("logprobs", .value(Self.document(of: logprobs)))) }
        members.append(("finish_reason", .value(.string(finishReason.rawValue))))
        return .object(members)
    }

    /// The choice in a stored completion.
    func storedDocument(index: Int, callIDs: ArraySlice<String>, usesFunctions: Bool) -> JSONValue {
        let elements = zip(calls, callIDs).map { call, id in call.document(id: id) }
        let function: JSONValue? = calls.first.map { ["name": .string($0.name), "arguments": .string($0.input)] }
        return [
            "index": .integer(index),
            "message": [
                "content": content.map { .string($0.text) } ?? .null,
                "role": "assistant",
                "tool_calls": usesFunctions || elements.isEmpty ? .null : .array(elements),
                "function_call": usesFunctions ? function ?? .null : .null,
            ],
            "finish_reason": .string(finishReason.rawValue),
            "logprobs": Self.document(of: logprobs),
        ]
    }

    /// The `logprobs` of entries.
    static func document(of entries: [JSONValue]?) -> JSONValue {
        entries.map { ["content": .array($0), "refusal": nil] } ?? .null
    }
}

extension ToolCall {
    /// The call in a response, or in the first chunk of a call.
    func template(number: Int, index: Int?, input: String) -> CompletionValue {
        var members: [(name: String, value: CompletionValue)] = []
        if let index { members.append(("index", .value(.integer(index)))) }
        members += [
            ("id", .string(.toolCallID(number))), ("type", .value(isCustom ? "custom" : "function")),
            (isCustom ? "custom" : "function", .value(body(input))),
        ]
        return .object(members)
    }

    fileprivate func document(id: String) -> JSONValue {
        isCustom
            ? ["id": .string(id), "type": "custom", "custom": body(input)]
            : ["id": .string(id), "type": "function", "function": body(input)]
    }

    private func body(_ input: String) -> JSONValue {
        isCustom
            ? ["name": .string(name), "input": .string(input)]
            : ["name": .string(name), "arguments": .string(input)]
    }
}
