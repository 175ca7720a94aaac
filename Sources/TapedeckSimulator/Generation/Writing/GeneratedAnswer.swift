// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// One answer of a model: text, or tool calls.
struct GeneratedAnswer: Sendable {
    /// The text, unless tools are called.
    var content: TokenizedText?
    var calls: [ToolCall] = []
    /// Whether it ends at the token limit.
    var isTruncated = false
    /// Output tokens, reasoning included.
    var tokenCount: Int
    var reasoningTokens = 0
    /// The entry of each token, if probabilities are requested.
    var logprobs: [JSONValue]?
}
