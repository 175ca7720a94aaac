// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Token counts of a response.
struct ResponseUsage: Sendable, Hashable {
    var inputTokens: Int
    var outputTokens: Int
    var reasoningTokens = 0

    /// The `usage` of the response.
    var document: JSONValue {
        [
            "input_tokens": .integer(inputTokens),
            "input_tokens_details": ["cache_write_tokens": 0, "cached_tokens": 0],
            "output_tokens": .integer(outputTokens),
            "output_tokens_details": ["reasoning_tokens": .integer(reasoningTokens)],
            "total_tokens": .integer(inputTokens + outputTokens),
        ]
    }
}

/// The stages that a response is shown in.
enum ResponseStage: String, Sendable {
    case queued
    case running = "in_progress"
    case completed, incomplete, cancelled

    /// Whether it is over.
    var isFinal: Bool { self != .queued && self != .running }
    /// Whether it has its output.
    var hasOutput: Bool { self == .completed || self == .incomplete }
}

/// The object of a response, with its members in the service's order.
struct ResponseDocument: Sendable {
    /// The members that are the same in every stage.
    private let echo: [JSONMember]
    private let finalTier: String
    private let output: [ResponseValue]
    private let usage: ResponseUsage
    private let toolUsage: JSONValue
    private let moderation: JSONValue

    init(
        _ request: ResponseRequest,
        model: String,
        _ traits: ResponseTraits,
        output: [ItemTemplate],
        usage: ResponseUsage,
        toolUsage: JSONValue,
        moderation: JSONValue
    ) {
        echo = Self.echo(request, model: model, traits)
        let tier = request.settings.serviceTier ?? "auto"
        finalTier = ["auto": "default", "fast": "priority"][tier] ?? tier
        self.output = output.map(\.done)
        self.usage = usage
        self.toolUsage = toolUsage
        self.moderation = moderation
    }

    /// The `tool_usage` of a response.
    static func toolUsage(webSearches: Int, images: JSONValue?) -> JSONValue {
        let none: JSONValue = ["image_tokens": 0, "text_tokens": 0]
        return [
            "image_gen": images ?? [
                "input_tokens": 0, "input_tokens_details": none, "output_tokens": 0, "output_tokens_details": none,
                "total_tokens": 0,
            ],
            "web_search": ["num_requests": .integer(webSearches)],
        ]
    }

    /// The object in a stage.
    /// - Parameters:
    ///   - stage: The stage.
    ///   - isStreamed: Whether it is part of a stream, in which nothing is said about the payer.
    /// - Returns: The object, with places for its identifiers.
    func value(_ stage: ResponseStage, isStreamed: Bool) -> ResponseValue {
        var members: [ResponseMember] = [
            ("id", .string(.id)), ("object", .value("response")), ("created_at", .number(.created)),
            ("status", .value(.string(stage.rawValue))),
        ]
        members.reserveCapacity(40)
        for member in echo {
            switch member.name {
            case "billing":
                guard stage.hasOutput, !isStreamed else { continue }
                members.append((member.name, .value(member.value)))
            case "completed_at": members.append((member.name, stage == .completed ? .number(.completed) : .value(nil)))
            case "incomplete_details":
                let details: JSONValue = stage == .incomplete ? ["reason": "max_output_tokens"] : .null
                members.append((member.name, .value(details)))
            case "moderation": members.append((member.name, .value(stage.hasOutput ? moderation : .null)))
            case "output": members.append((member.name, .array(stage.hasOutput ? output : [])))
            case "service_tier":
                let tier = stage.hasOutput || finalTier == "flex" ? finalTier : "auto"
                members.append((member.name, .value(.string(tier))))
            case "tool_usage":
                let usage = stage.hasOutput ? toolUsage : Self.toolUsage(webSearches: 0, images: nil)
                members.append((member.name, .value(usage)))
            case "usage": members.append((member.name, .value(stage.hasOutput ? usage.document : .null)))
            default: members.append((member.name, .value(member.value)))
            }
        }
        return .object(members)
    }

    /// The members after the status in their order; those that depend on the stage have no value yet.
    private static func echo(_ request: ResponseRequest, model: String, _ traits: ResponseTraits) -> [JSONMember] {
        let settings = request.settings
        var members: [JSONMember] = []
        func add(_ name: String, _ value: JSONValue = .null) { members.append(JSONMember(name: name, value: value)) }
        add("background", .bool(settings.isBackground))
        add("billing", ["payer": "developer"])
        add("completed_at")
        if let id = request.conversationID { add("conversation", ["id": .string(id)]) }
        add("error")
        add("frequency_penalty", .decimal(0))
        add("incomplete_details")
        add("instructions", .optional(settings.instructions))
        add("max_output_tokens", settings.tokenLimit.map(JSONValue.integer) ?? .null)
        add("max_tool_calls", settings.toolCallLimit.map(JSONValue.integer) ?? .null)
        add("model", .string(model))
        add("moderation")
        add("output")
        add("parallel_tool_calls", .bool(request.allowsParallelCalls))
        add("presence_penalty", .decimal(0))
        add("previous_response_id", .optional(request.previousID))
        if let prompt = request.prompt { add("prompt", prompt) }
        add("prompt_cache_key", .optional(settings.cacheKey))
        add("prompt_cache_retention", .string(settings.cacheRetention ?? traits.cacheRetention))
        add("reasoning", request.reasoning.document(traits))
        add("safety_identifier", .optional(settings.safetyIdentifier))
        add("service_tier")
        add("store", .bool(settings.isStored))
        add("temperature", .decimal(settings.temperature ?? 1))
        add("text", request.text.document)
        add("tool_choice", request.toolChoice.document)
        add("tool_usage")
        add("tools", .array(request.tools.documents))
        add("top_logprobs", .integer(settings.topLogprobs))
        add("top_p", .decimal(settings.topP ?? traits.defaultTopP))
        add("truncation", settings.truncates ? "auto" : "disabled")
        add("usage")
        add("user", .optional(settings.user))
        add("metadata", .object(settings.metadata))
        return members
    }
}
