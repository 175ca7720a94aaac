// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Token counts of a request and its completion.
struct CompletionUsage: Sendable, Hashable {
    var promptTokens: Int
    var completionTokens: Int
    var reasoningTokens = 0
    var acceptedPredictionTokens = 0
    var rejectedPredictionTokens = 0

    /// The `usage` of a response.
    var document: JSONValue {
        [
            "prompt_tokens": .integer(promptTokens),
            "completion_tokens": .integer(completionTokens),
            "total_tokens": .integer(promptTokens + completionTokens),
            "prompt_tokens_details": ["cached_tokens": 0, "audio_tokens": 0],
            "completion_tokens_details": [
                "reasoning_tokens": .integer(reasoningTokens),
                "audio_tokens": 0,
                "accepted_prediction_tokens": .integer(acceptedPredictionTokens),
                "rejected_prediction_tokens": .integer(rejectedPredictionTokens),
            ],
        ]
    }

    /// The `usage` of a stored completion, which has other members in another order.
    var storedDocument: JSONValue {
        [
            "total_tokens": .integer(promptTokens + completionTokens),
            "completion_tokens": .integer(completionTokens),
            "prompt_tokens": .integer(promptTokens),
        ]
    }
}
