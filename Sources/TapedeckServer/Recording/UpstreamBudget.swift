// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The remaining requests and tokens of a run, over all its sessions.
final class UpstreamBudget: Sendable {
    private let policy: RecordingPolicy
    private let spent = Mutex((requests: 0, tokens: 0))

    init(policy: RecordingPolicy) {
        self.policy = policy
    }

    /// Counts a request against the budget.
    /// - Returns: Why there is nothing left, or `nil`.
    func takeRequest() -> String? {
        spent.withLock { spent in
            if let limit = policy.requestLimit, spent.requests >= limit {
                return "The limit of --max-requests \(limit) is reached; no more requests go to the upstream."
            }
            if let limit = policy.tokenLimit, spent.tokens >= limit {
                return "The limit of --max-tokens \(limit) is reached (\(spent.tokens) tokens spent); "
                    + "no more requests go to the upstream."
            }
            spent.requests += 1
            return nil
        }
    }

    /// Takes a counted request back that was not sent.
    func returnRequest() {
        spent.withLock { $0.requests -= 1 }
    }

    func spend(tokens: Int) {
        spent.withLock { $0.tokens += tokens }
    }
}
