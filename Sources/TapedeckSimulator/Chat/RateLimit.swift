// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import HTTPTypes

/// The rate limit header fields of a model, as if only this request used the quota.
struct RateLimit {
    let requests: Int
    let tokens: Int

    /// Limits of the larger models.
    static let standard = RateLimit(requests: 10_000, tokens: 30_000_000)

    /// Limits of the models of legacy completions, as recorded for them.
    static let legacy = RateLimit(requests: 3000, tokens: 250_000)

    private init(requests: Int, tokens: Int) {
        self.requests = requests
        self.tokens = tokens
    }

    init(_ model: OpenAIModel) {
        if model.kind == .embedding {
            (requests, tokens) = (10_000, 10_000_000)
        } else if model.kind == .completion {
            self = .legacy
        } else if model.id.hasPrefix("gpt-3.5") {
            (requests, tokens) = (10_000, 50_000_000)
        } else if model.id.contains("mini") || model.id.contains("nano") {
            (requests, tokens) = (30_000, 150_000_000)
        } else {
            (requests, tokens) = (10_000, 30_000_000)
        }
    }

    /// The header fields after one chat completion.
    func fields(promptBytes: Int) -> HTTPFields { fields(usedTokens: promptBytes / 4 + 3) }

    /// The header fields after one request.
    /// - Parameter usedTokens: The tokens of the request, as the service estimates them before it counts.
    /// - Returns: Limits, what remains, and when all is available again, of requests and of tokens.
    func fields(usedTokens: Int) -> HTTPFields {
        let used = min(tokens, usedTokens)
        return [
            .limitOfRequests: "\(requests)",
            .limitOfTokens: "\(tokens)",
            .remainingRequests: "\(requests - 1)",
            .remainingTokens: "\(tokens - used)",
            .resetOfRequests: "\(60_000 / requests)ms",
            .resetOfTokens: Self.duration(milliseconds: used * 60_000 / tokens),
        ]
    }

    private static func duration(milliseconds: Int) -> String {
        guard milliseconds > 0 else { return "0s" }
        return milliseconds < 1000 ? "\(milliseconds)ms" : "\(Double(milliseconds) / 1000)s"
    }
}

extension HTTPField.Name {
    fileprivate static let limitOfRequests = known("x-ratelimit-limit-requests")
    fileprivate static let limitOfTokens = known("x-ratelimit-limit-tokens")
    fileprivate static let remainingRequests = known("x-ratelimit-remaining-requests")
    fileprivate static let remainingTokens = known("x-ratelimit-remaining-tokens")
    fileprivate static let resetOfRequests = known("x-ratelimit-reset-requests")
    fileprivate static let resetOfTokens = known("x-ratelimit-reset-tokens")
}
