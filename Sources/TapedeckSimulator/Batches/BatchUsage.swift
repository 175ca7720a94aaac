// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The tokens that the lines of a batch used.
struct BatchUsage: Sendable, Hashable {
    private(set) var input = 0
    private(set) var cached = 0
    private(set) var output = 0
    private(set) var reasoning = 0
    private(set) var total = 0

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "input_tokens": .integer(input), "output_tokens": .integer(output), "total_tokens": .integer(total),
            "input_tokens_details": ["cached_tokens": .integer(cached)],
            "output_tokens_details": ["reasoning_tokens": .integer(reasoning)],
        ]
    }

    /// Adds the `usage` of a response, in the members of any endpoint.
    mutating func add(_ usage: JSONValue) {
        let count = { (names: [String]) in names.lazy.compactMap { usage[$0]?.integer }.first ?? 0 }
        let detail = { (groups: [String], name: String) in
            groups.lazy.compactMap { usage[$0]?[name]?.integer }.first ?? 0
        }
        input += count(["input_tokens", "prompt_tokens"])
        output += count(["output_tokens", "completion_tokens"])
        total += count(["total_tokens"])
        cached += detail(["input_tokens_details", "prompt_tokens_details"], "cached_tokens")
        reasoning += detail(["output_tokens_details", "completion_tokens_details"], "reasoning_tokens")
    }

    /// Adds another sum.
    mutating func add(_ other: BatchUsage) {
        input += other.input
        cached += other.cached
        output += other.output
        reasoning += other.reasoning
        total += other.total
    }

    /// Adds the `usage` in the body of a response, if it has one.
    mutating func add(from body: ArraySlice<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: body)
        var usage: JSONValue?
        try parser.object { (name, parser) throws(JSONError) in
            if name == "usage" { usage = try parser.value() } else { try parser.skip() }
        }
        if let usage { add(usage) }
    }
}
