// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a span tells of the body of a request: the model and its settings, and nothing of the prompt.
struct GenAIRequest: Sendable {
    private static let limits = ContentDecodingLimits(bytes: RequestBody.memoryLimit, ratio: 200)

    private let members: [String: JSONValue]

    /// Reads a JSON body.
    /// - Parameters:
    ///   - body: The body; anything but a JSON object tells nothing.
    ///   - codings: The value of `content-encoding`.
    init(_ body: ArraySlice<UInt8>, codings: String? = nil) {
        var scanner = JSONMemberScanner(names: [
            "model", "temperature", "top_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "seed", "n",
            "frequency_penalty", "presence_penalty", "service_tier",
        ])
        do {
            if var decoder = try ContentDecoder(codings: codings, limits: Self.limits) {
                try decoder.push(body) { scanner.push($0) }
            } else {
                scanner.push(Array(body))
            }
        } catch {
            // What was decoded so far counts.
        }
        members = scanner.values
    }

    /// The model.
    var model: String? { members["model"]?.string }

    /// The attributes of a span.
    func add(to attributes: inout SpanAttributes) {
        attributes.add("gen_ai.request.temperature", double: members["temperature"]?.double)
        attributes.add("gen_ai.request.top_p", double: members["top_p"]?.double)
        let limits = ["max_completion_tokens", "max_output_tokens", "max_tokens"].lazy.compactMap {
            members[$0]?.integer
        }
        attributes.add("gen_ai.request.max_tokens", integer: limits.first)
        attributes.add("gen_ai.request.seed", integer: members["seed"]?.integer)
        attributes.add("gen_ai.request.frequency_penalty", double: members["frequency_penalty"]?.double)
        attributes.add("gen_ai.request.presence_penalty", double: members["presence_penalty"]?.double)
        if let count = members["n"]?.integer, count != 1 {
            attributes.add("gen_ai.request.choice.count", integer: count)
        }
        if let tier = members["service_tier"]?.string, tier != "auto" {
            attributes.add("openai.request.service_tier", tier)
        }
    }
}
