// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request for a response.
struct ResponseRequest: Sendable {
    let model: String
    /// The items of the input; those without an identifier have an empty one.
    let input: [ResponseItem]
    let settings: ResponseSettings
    let reasoning: ReasoningSettings
    let text: TextSettings
    let tools: ResponseTools
    let toolChoice: ResponseToolChoice
    let allowsParallelCalls: Bool
    let previousID: String?
    /// The identifier of the conversation.
    let conversationID: String?
    /// The prompt template, as the response repeats it.
    let prompt: JSONValue?
    /// The model that classifies input and output, if they are to be.
    let moderation: ModerationModel?

    /// The model of a prompt template, which the simulator does not have.
    private static let modelOfPrompts = "gpt-4.1"

    /// Reads the body of a request.
    /// - Throws: ``APIError`` for a request that the service refuses for every model.
    init(parsing bytes: ArraySlice<UInt8>) throws(APIError) {
        try self.init(RequestFields(parsing: bytes))
    }

    /// Reads the members of a request.
    /// - Parameters:
    ///   - fields: The members.
    ///   - needsInput: Whether a request without any input is refused.
    /// - Throws: ``APIError`` for a request that the service refuses for every model.
    init(_ fields: RequestFields, needsInput: Bool = true) throws(APIError) {
        try fields.allow(only: Self.names)
        prompt = try ResponsePrompt.document(fields)
        model = try Self.model(fields, hasPrompt: prompt != nil)
        previousID = try Self.previous(fields)
        conversationID = try Self.conversation(fields)
        if previousID != nil, conversationID != nil {
            throw APIError(
                message:
                    "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only "
                    + "providing one of them.",
                code: "mutually_exclusive_parameters"
            )
        }
        if let value = fields["input"] {
            input = try ResponseItem.list(value)
        } else {
            guard prompt != nil || !needsInput || conversationID != nil else { throw .missing("input") }
            input = []
        }
        settings = try ResponseSettings(fields)
        reasoning = try ReasoningSettings(fields)
        let budget = WorkBudget()
        tools = try ResponseTools(fields, found: input, model: model, budget)
        toolChoice = try ResponseToolChoice(fields, tools)
        allowsParallelCalls = try fields.bool("parallel_tool_calls") ?? true
        text = try TextSettings(fields, budget)
        moderation = try Self.moderation(fields)
    }

    private static let names: Set<String> = [
        "background", "context_management", "conversation", "include", "input", "instructions", "max_output_tokens",
        "max_tool_calls", "metadata", "model", "moderation", "parallel_tool_calls", "previous_response_id", "prompt",
        "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning", "safety_identifier",
        "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools",
        "top_logprobs", "top_p", "truncation", "user",
    ]

    private static func model(_ fields: RequestFields, hasPrompt: Bool) throws(APIError) -> String {
        guard let model = try fields.string("model"), !model.isEmpty else {
            guard hasPrompt else { throw .missing("model") }
            return modelOfPrompts
        }
        return model
    }

    private static func previous(_ fields: RequestFields) throws(APIError) -> String? {
        guard let id = try fields.string("previous_response_id") else { return nil }
        guard id.isPlainName else {
            throw APIError(
                message: "Invalid 'previous_response_id': '\(id)'. Expected an ID that contains letters, numbers, "
                    + "underscores, or dashes, but this value contained additional characters.",
                param: "previous_response_id",
                code: "invalid_value"
            )
        }
        return id
    }

    private static func conversation(_ fields: RequestFields) throws(APIError) -> String? {
        guard let value = fields["conversation"] else { return nil }
        switch value {
        case .string(let id): return id
        case .object:
            let object = try RequestFields(value, at: "conversation")
            try object.allow(only: ["id"])
            _ = try object.required("id")
            return try object.string("id")
        default: throw .wrongType("conversation", expected: "one of an object or string", got: value)
        }
    }

    private static func moderation(_ fields: RequestFields) throws(APIError) -> ModerationModel? {
        guard let moderation = try fields.object("moderation") else { return nil }
        try moderation.allow(only: ["model", "policy"])
        _ = try moderation.required("model")
        guard let model = ModerationModel(try moderation.string("model")), model.isMultimodal else {
            throw APIError(message: "please request omni-moderation-latest", param: "moderation.model")
        }
        if let policy = try moderation.object("policy") {
            for name in ["input", "output"] {
                guard let rule = try policy.object(name) else { continue }
                _ = try rule.required("mode")
                _ = try rule.string("mode", oneOf: ["score", "block"])
            }
        }
        return model
    }
}

/// The `prompt` of a request: a reference to a template, with values for its variables.
enum ResponsePrompt {
    /// Reads `prompt`.
    /// - Returns: The prompt as the response repeats it; `nil` without one.
    static func document(_ fields: RequestFields) throws(APIError) -> JSONValue? {
        guard let prompt = try fields.object("prompt") else { return nil }
        try prompt.allow(only: ["id", "version", "variables"])
        _ = try prompt.required("id")
        let id = try prompt.string("id")
        let version = try prompt.string("version")
        var variables: [JSONMember] = []
        for member in try prompt.object("variables")?.members ?? [] {
            let path = "prompt.variables.\(member.name)"
            switch member.value {
            case .string(let text):
                variables.append(JSONMember(name: member.name, value: ["type": "input_text", "text": .string(text)]))
            case .object:
                let part = try RequestFields(member.value, at: path)
                _ = try part.required("type")
                _ = try part.string("type", oneOf: ["input_text", "input_image", "input_file"])
                variables.append(JSONMember(name: member.name, value: shown(part)))
            default: throw .wrongType(path, expected: "one of an object or string", got: member.value)
            }
        }
        return ["id": .optional(id), "variables": .object(variables), "version": .optional(version)]
    }

    /// A variable that is no plain text, as the response repeats it: with nulls, and without the bytes of a file.
    private static func shown(_ part: RequestFields) -> JSONValue {
        func member(_ name: String, or standard: JSONValue = .null) -> JSONMember {
            JSONMember(name: name, value: part[name] ?? standard)
        }
        switch part["type"]?.string {
        case "input_image":
            return .object([member("type"), member("detail", or: "auto"), member("file_id"), member("image_url")])
        case "input_file":
            let given = ["filename", "file_url"].filter { part[$0] != nil }
            return .object([member("type"), member("file_id")] + given.map { member($0) })
        default: return JSONValue.object(part.members).withTypeFirst
        }
    }
}
