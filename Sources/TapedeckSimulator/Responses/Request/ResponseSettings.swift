// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Settings of a request for a response besides its input, tools and format.
struct ResponseSettings: Sendable {
    var instructions: String?
    var isStreamed = false
    var includesObfuscation = true
    var isStored = true
    var isBackground = false
    var tokenLimit: Int?
    var temperature: Double?
    var topP: Double?
    /// Number of alternatives to each token, if log probabilities are included.
    var topLogprobs = 0
    var toolCallLimit: Int?
    var metadata: [JSONMember] = []
    var serviceTier: String?
    var truncates = false
    var include: Set<String> = []
    var user: String?
    var safetyIdentifier: String?
    var cacheKey: String?
    var cacheRetention: String?
    /// Number of input tokens beyond which the conversation is compacted.
    var compactionThreshold: Int?

    init(_ fields: RequestFields) throws(APIError) {
        instructions = try fields.string("instructions", length: 0...10_485_760)
        isStored = try fields.bool("store") ?? true
        isBackground = try fields.bool("background") ?? false
        tokenLimit = try fields.integer("max_output_tokens", in: 16...Int.max)
        temperature = try fields.number("temperature", in: 0...2)
        topP = try fields.number("top_p", in: 0...1)
        topLogprobs = try fields.integer("top_logprobs", in: 0...20) ?? 0
        toolCallLimit = try fields.integer("max_tool_calls", in: 1...Int.max)
        metadata = try fields.metadata() ?? []
        serviceTier = try fields.string(
            "service_tier",
            oneOf: ["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"]
        )
        truncates = try fields.string("truncation", oneOf: ["auto", "disabled"]) == "auto"
        user = try fields.string("user")
        safetyIdentifier = try fields.string("safety_identifier", length: 0...64)
        cacheKey = try fields.string("prompt_cache_key", length: 0...64)
        cacheRetention = try fields.string("prompt_cache_retention", oneOf: ["in_memory", "24h"])
        try readStream(fields)
        include = Set(try ItemInclusion(fields).values.map(\.rawValue))
        try readContextManagement(fields)
        try Self.checkCacheOptions(fields)
    }

    private mutating func readStream(_ fields: RequestFields) throws(APIError) {
        isStreamed = try fields.bool("stream") ?? false
        guard let options = try fields.object("stream_options") else { return }
        try options.allow(only: ["include_obfuscation"])
        guard isStreamed else {
            throw APIError(
                message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                param: "stream_options"
            )
        }
        includesObfuscation = try options.bool("include_obfuscation") ?? true
    }

    private mutating func readContextManagement(_ fields: RequestFields) throws(APIError) {
        for (offset, value) in (try fields.array("context_management", count: 1...16) ?? []).enumerated() {
            let entry = try RequestFields(value, at: "context_management[\(offset)]")
            try entry.allow(only: ["type", "compact_threshold"])
            _ = try entry.required("type")
            _ = try entry.string("type", oneOf: ["compaction"])
            if let count = try entry.integer("compact_threshold", in: 1000...Int.max) { compactionThreshold = count }
        }
    }

    private static func checkCacheOptions(_ fields: RequestFields) throws(APIError) {
        guard let options = try fields.object("prompt_cache_options") else { return }
        try options.allow(only: ["mode", "ttl"])
        _ = try options.string("mode", oneOf: ["implicit", "explicit"])
        _ = try options.string("ttl", oneOf: ["30m"])
    }
}
