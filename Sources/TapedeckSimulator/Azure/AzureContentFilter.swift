// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The results of the content filter, which finds nothing in a simulated text.
enum AzureContentFilter {
    private static let safe: JSONValue = ["filtered": false, "severity": "safe"]
    private static let absent: JSONValue = ["filtered": false, "detected": false]

    /// The results for a prompt.
    static let prompt: JSONValue = [
        "hate": safe, "jailbreak": absent, "self_harm": safe, "sexual": safe, "violence": safe,
    ]
    /// The results for a whole completion.
    static let completion: JSONValue = [
        "hate": safe, "protected_material_code": absent, "protected_material_text": absent, "self_harm": safe,
        "sexual": safe, "violence": safe,
    ]
    /// The results for a piece of a completion.
    static let piece: JSONValue = ["hate": safe, "self_harm": safe, "sexual": safe, "violence": safe]
    /// The results for what is no text, such as a call of a tool.
    static let nothing: JSONValue = .object([])
    /// The results for the prompts of a request.
    static let prompts: JSONValue = [["prompt_index": 0, "content_filter_results": prompt]]

    /// The member of a response.
    static let ofResponse: JSONValue = [entry("prompt", prompt), entry("completion", completion)]

    private static func entry(_ source: String, _ results: JSONValue) -> JSONValue {
        [
            "blocked": false, "source_type": .string(source), "content_filter_raw": [],
            "content_filter_results": results,
            "content_filter_offsets": ["start_offset": 0, "end_offset": 0, "check_offset": 0],
        ]
    }
}
