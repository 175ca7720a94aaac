// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Settings of a chat request besides messages, tools and response format.
struct ChatSettings {
    var choiceCount = 1
    var stops: [String] = []
    var tokenLimit: ChatRequest.TokenLimit?
    var temperature: Double?
    var seed: Int?
    var topLogprobs: Int?
    var isStreamed = false
    var includesUsage = false
    var includesObfuscation = true
    var isStored = false
    var metadata: [JSONMember] = []
    var serviceTier = "default"
    var reasoningEffort: String?
    var prediction: String?

    init(_ fields: RequestFields) throws(APIError) {
        try readSampling(fields)
        try readLimits(fields)
        try readStream(fields)
        try readLogprobs(fields)
        isStored = try fields.bool("store") ?? false
        metadata = try fields.metadata() ?? []
        guard isStored || metadata.isEmpty else {
            throw APIError(
                message: "The 'metadata' parameter is only allowed when 'store' is enabled.",
                param: "metadata"
            )
        }
        if let tier = try fields.string(
            "service_tier",
            oneOf: ["auto", "default", "flex", "scale", "priority", "fast"]
        ) {
            serviceTier = ["auto": "default", "fast": "priority"][tier] ?? tier
        }
        reasoningEffort = try fields.string(
            "reasoning_effort",
            oneOf: ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
        )
        prediction = try Self.prediction(fields)
        try ChatExtras.check(fields)
    }

    private mutating func readSampling(_ fields: RequestFields) throws(APIError) {
        temperature = try fields.temperature()
        seed = try fields.integer("seed")
        choiceCount = try fields.integer("n", in: 1...128) ?? 1
        try fields.checkLogitBias()
    }

    private mutating func readLimits(_ fields: RequestFields) throws(APIError) {
        for name in ["max_tokens", "max_completion_tokens"] {
            guard let count = try fields.integer(name, in: 1...Int.max) else { continue }
            guard tokenLimit == nil else {
                throw APIError(
                    message: "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                    code: "invalid_parameter_combination"
                )
            }
            tokenLimit = ChatRequest.TokenLimit(name: name, count: count)
        }
        stops = try fields.stops()
    }

    private mutating func readStream(_ fields: RequestFields) throws(APIError) {
        isStreamed = try fields.bool("stream") ?? false
        (includesUsage, includesObfuscation) = try fields.streamOptions(isStreamed: isStreamed)
    }

    private mutating func readLogprobs(_ fields: RequestFields) throws(APIError) {
        let isAsked = try fields.bool("logprobs") ?? false
        let count = try fields.integer("top_logprobs", in: 0...20)
        guard isAsked || count == nil || count == 0 else {
            throw APIError(
                message: "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
                param: "top_logprobs"
            )
        }
        if isAsked { topLogprobs = count ?? 0 }
    }

    private static func prediction(_ fields: RequestFields) throws(APIError) -> String? {
        guard let prediction = try fields.object("prediction") else { return nil }
        _ = try prediction.required("type")
        _ = try prediction.string("type", oneOf: ["content"])
        return try ContentPart.text(of: "content", in: prediction, allowing: [.text])
    }
}
