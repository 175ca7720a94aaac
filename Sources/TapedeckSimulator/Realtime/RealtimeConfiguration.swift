// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The configuration of a session.
struct RealtimeConfiguration: Sendable {
    private static let members: Set<String> = [
        "type", "model", "output_modalities", "instructions", "tools", "tool_choice", "max_output_tokens", "tracing",
        "truncation", "prompt", "audio", "include", "reasoning", "parallel_tool_calls",
    ]
    /// What a session is told that was given no instructions.
    private static let standardInstructions = "You are a helpful assistant in a simulated session."

    /// The name of the model, as the client gave it.
    let model: String
    private(set) var modality = "audio"
    private(set) var instructions = standardInstructions
    private(set) var tools = RealtimeTools()
    private(set) var tokenLimit: Int?
    private(set) var allowsParallelCalls = true
    private var tracing = JSONValue.null
    private var truncation = JSONValue.string("auto")
    private var prompt = JSONValue.null
    private var include = JSONValue.null
    private(set) var audio: RealtimeAudio

    /// The defaults of a model.
    init(model: String) {
        self.model = model
        audio = RealtimeAudio(model: model)
    }

    /// The session as its events show it.
    func document(id: String, expires: Int) -> JSONValue {
        [
            "type": "realtime", "object": "realtime.session", "id": .string(id), "model": .string(model),
            "output_modalities": [.string(modality)], "instructions": .string(instructions),
            "tools": .array(tools.documents), "tool_choice": tools.choice,
            "max_output_tokens": Self.limitDocument(tokenLimit), "tracing": tracing, "truncation": truncation,
            "prompt": prompt, "expires_at": .integer(expires), "audio": audio.document, "include": include,
        ]
    }

    /// A limit, or `inf`.
    static func limitDocument(_ limit: Int?) -> JSONValue { limit.map { .integer($0) } ?? "inf" }

    /// Changes the members that a client gives; all of them or, on an error, none.
    /// - Parameter fields: The `session` of a `session.update`, or of the request for a client secret.
    /// - Throws: ``APIError`` for a value that the service refuses, or that the simulator does not have.
    mutating func update(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("type")
        guard try fields.string("type", oneOf: ["realtime", "transcription"]) == "realtime" else {
            throw .realtimeNotSimulated("it has no transcription sessions", param: fields.path(of: "type"))
        }
        try fields.allow(only: Self.members)
        var changed = self
        if let name = try fields.string("model"), name != model {
            throw APIError(
                message: "The model of a session cannot be changed.",
                param: fields.path(of: "model"),
                code: "invalid_value"
            )
        }
        if let modality = try Self.modality(fields) { changed.modality = modality }
        if let text = try fields.string("instructions") { changed.instructions = text }
        try changed.tools.update(fields)
        if let limit = try Self.limit(fields) { changed.tokenLimit = limit.count }
        if let isParallel = try fields.bool("parallel_tool_calls") { changed.allowsParallelCalls = isParallel }
        if let value = fields["tracing"] { changed.tracing = value }
        if let value = fields["truncation"] { changed.truncation = value }
        if let value = fields["prompt"] { changed.prompt = value }
        if let value = try fields.array("include") { changed.include = .array(value) }
        if let audio = try fields.object("audio") { try changed.audio.update(audio) }
        self = changed
    }

    /// The settings of one response: those of the session, with what the client gives instead.
    func overridden(by fields: RequestFields) throws(APIError) -> RealtimeConfiguration {
        var changed = self
        if let modality = try Self.modality(fields) { changed.modality = modality }
        if let text = try fields.string("instructions") { changed.instructions = text }
        try changed.tools.update(fields)
        if let limit = try Self.limit(fields) { changed.tokenLimit = limit.count }
        if let isParallel = try fields.bool("parallel_tool_calls") { changed.allowsParallelCalls = isParallel }
        if let audio = try fields.object("audio") { try changed.audio.update(audio) }
        return changed
    }

    private static func modality(_ fields: RequestFields) throws(APIError) -> String? {
        guard let modalities = try fields.array("output_modalities") else { return nil }
        let path = fields.path(of: "output_modalities")
        guard modalities.count == 1, let word = modalities[0].string, ["text", "audio"].contains(word) else {
            throw APIError(
                message: "Invalid modalities: \(JSONValue.array(modalities).text()). Supported combinations are: "
                    + "['text'] and ['audio'].",
                param: path,
                code: "invalid_value"
            )
        }
        return word
    }

    /// A given limit; its count is `nil` for `inf`.
    private static func limit(_ fields: RequestFields) throws(APIError) -> (count: Int?, isGiven: Bool)? {
        guard let value = fields["max_output_tokens"] else { return nil }
        if value.string == "inf" { return (nil, true) }
        return (try fields.integer("max_output_tokens", in: 1...4096), true)
    }
}
