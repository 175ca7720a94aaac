// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels
import TapedeckTokens

/// A legacy completion without its identifier and its time, which are fresh in every response.
struct PreparedTextCompletion: Sendable {
    private enum Form: Sendable {
        /// What follows the time, up to the end of the body.
        case whole([UInt8])
        /// What follows the time in each event.
        case stream([[UInt8]])
    }

    /// The model's name in the request.
    let model: String
    /// Estimated size in memory, in bytes.
    let size: Int
    private let form: Form
    private let fields: HTTPFields

    /// Writes the choices and prepares the response.
    /// - Throws: ``APIError`` for a request that the model refuses.
    init(_ request: TextCompletionRequest, _ language: LanguageModel) throws(APIError) {
        let encoding = language.base.encoding
        let prompts = try TextPrompt.list(request.prompt, encoding)
        try TextCompletionRules.check(request, prompts, for: language.base)
        let writer = TextChoiceWriter(request: request, model: language)
        var choices: [TextChoice] = []
        var completionTokens = 0
        for prompt in prompts {
            let (written, count) = writer.choices(for: prompt)
            choices += written
            completionTokens += count
        }
        let suffixTokens = request.suffix.map { encoding.count($0) } ?? 0
        let promptTokens = prompts.reduce(0) { $0 + $1.tokens.count + suffixTokens }
        let usage = Self.usage(promptTokens, completionTokens)
        model = request.model
        fields = Self.fields(language, promptBytes: prompts.reduce(0) { $0 + $1.text.utf8.count }, request)
        if request.isStreamed {
            let events = choices.enumerated().map { $1.events(index: $0, encoding) }
            form = .stream(Self.events(events, language.id, usage, showsUsage: request.includesUsage))
        } else {
            let documents = choices.enumerated().map { $1.document(index: $0) }
            form = .whole(Self.body(documents, language.id, usage))
        }
        size =
            switch form {
            case .whole(let bytes): bytes.count + 1024
            case .stream(let events): events.reduce(1024) { $0 + $1.count + 64 }
            }
    }

    /// The response with a fresh identifier and time.
    func response(_ stamp: CompletionStamp) -> ServedResponse {
        switch form {
        case .whole(let rest):
            let beginning =
                "{\n  \"id\": \"\(stamp.id)\",\n  \"object\": \"text_completion\",\n  \"created\": \(stamp.created)"
            return ServedResponse(fields: fields, body: Body(Array(beginning.utf8) + rest))
        case .stream(let events):
            let beginning =
                "data: {\"id\":\"\(stamp.id)\",\"object\":\"text_completion\",\"created\":\(stamp.created)"
            var slices = ReadySlices()
            for event in events {
                slices.append {
                    $0 += beginning.utf8
                    $0 += event
                }
            }
            slices.append { $0 += "data: [DONE]\n\n".utf8 }
            return ServedResponse(fields: fields, body: Body(slices))
        }
    }

    // MARK: - Parts

    private static func usage(_ prompt: Int, _ completion: Int) -> JSONValue {
        // The service leaves the tokens of an empty completion out.
        completion == 0
            ? ["prompt_tokens": .integer(prompt), "total_tokens": .integer(prompt)]
            : [
                "prompt_tokens": .integer(prompt), "completion_tokens": .integer(completion),
                "total_tokens": .integer(prompt + completion),
            ]
    }

    private static func body(_ choices: [JSONValue], _ model: String, _ usage: JSONValue) -> [UInt8] {
        let rest: JSONValue = ["model": .string(model), "choices": .array(choices), "usage": usage]
        // The members continue the object that begins with identifier and time.
        return Array(",".utf8) + BodyStyle.indentedWithLineEnd.bytes(of: rest).dropFirst()
    }

    /// The events of all choices, one of each in turn, then the usage.
    private static func events(
        _ choices: [[JSONValue]],
        _ model: String,
        _ usage: JSONValue,
        showsUsage: Bool
    ) -> [[UInt8]] {
        func event(_ members: JSONValue) -> [UInt8] {
            Array(",".utf8) + BodyStyle.compact.bytes(of: members).dropFirst() + Array("\n\n".utf8)
        }
        var events: [[UInt8]] = []
        for position in 0..<(choices.map(\.count).max() ?? 0) {
            for choice in choices where position < choice.count {
                let choices: JSONValue = .array([choice[position]])
                events.append(
                    event(
                        !showsUsage
                            ? ["choices": choices, "model": .string(model)]
                            : ["choices": choices, "model": .string(model), "usage": nil]
                    )
                )
            }
        }
        if showsUsage { events.append(event(["model": .string(model), "usage": usage, "choices": []])) }
        return events
    }

    private static func fields(
        _ model: LanguageModel,
        promptBytes: Int,
        _ request: TextCompletionRequest
    ) -> HTTPFields {
        var fields = RateLimit.legacy.fields(promptBytes: promptBytes)
        fields[.contentType] = request.isStreamed ? "text/event-stream" : "application/json"
        fields[.cacheControl] = "no-cache, must-revalidate"
        fields[.accessControlAllowOrigin] = "*"
        fields[.openAIModel] = model.id
        return fields
    }
}
