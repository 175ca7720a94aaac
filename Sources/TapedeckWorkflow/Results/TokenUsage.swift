// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Numbers of tokens, of one answer or of many.
package struct TokenUsage: Sendable, Hashable {
    /// The largest number that is read; a service that counts more is mistaken.
    private static let limit = 1_000_000_000_000

    /// Number of prompt tokens, cached ones included.
    package var prompt: Int
    /// Number of prompt tokens that the service had in its cache.
    package var cached: Int
    /// Number of completion tokens, reasoning included.
    package var completion: Int
    /// Number of completion tokens spent on reasoning.
    package var reasoning: Int

    /// Creates a value.
    package init(prompt: Int, cached: Int = 0, completion: Int, reasoning: Int = 0) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
        self.reasoning = reasoning
    }

    /// Adds two values.
    static func + (one: Self, other: Self) -> Self {
        Self(
            prompt: one.prompt + other.prompt,
            cached: one.cached + other.cached,
            completion: one.completion + other.completion,
            reasoning: one.reasoning + other.reasoning
        )
    }
}

extension TokenUsage {
    /// Reads the `usage` of a response, or the same numbers in a file of results.
    /// - Parameter json: The object; nil when it does not tell both prompt and completion tokens.
    package init?(json: JSONValue?) {
        func number(_ value: JSONValue?) -> Int? {
            guard let number = value?.integer, (0...Self.limit).contains(number) else { return nil }
            return number
        }
        guard let json, let prompt = number(json["prompt_tokens"]), let completion = number(json["completion_tokens"])
        else { return nil }
        let cached = json["cached_tokens"] ?? json["prompt_tokens_details"]?["cached_tokens"]
        let reasoning = json["reasoning_tokens"] ?? json["completion_tokens_details"]?["reasoning_tokens"]
        self.init(
            prompt: prompt,
            cached: min(number(cached) ?? 0, prompt),
            completion: completion,
            reasoning: min(number(reasoning) ?? 0, completion)
        )
    }

    /// The numbers as JSON; those of cached and reasoning tokens only where there are any.
    package var json: JSONValue {
        var members = [JSONMember(name: "prompt_tokens", value: .integer(prompt))]
        if cached > 0 { members.append(JSONMember(name: "cached_tokens", value: .integer(cached))) }
        members.append(JSONMember(name: "completion_tokens", value: .integer(completion)))
        if reasoning > 0 { members.append(JSONMember(name: "reasoning_tokens", value: .integer(reasoning))) }
        return .object(members)
    }
}
