// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// When a request is sent again, and after what delay: the rules of OpenAI's own clients.
struct RetryPolicy: Sendable, Hashable {
    /// The longest wait that an answer may ask for; one that asks for more is not asked again.
    static let longestDelay = Duration.seconds(120)

    /// How often a request is sent again at most.
    var retries = 5

    /// Whether a failure is worth another try, whatever its number.
    static func isPassing(_ failure: ServiceFailure, _ advice: RetryAdvice) -> Bool {
        // No wait brings quota back, and the next request would be refused as well.
        if failure.code == "insufficient_quota" { return false }
        if let shouldRetry = advice.shouldRetry { return shouldRetry }
        guard let status = failure.status else { return failure.isPassingOutage }
        return status == 408 || status == 409 || status == 429 || status >= 500
    }

    /// The wait before the next try.
    /// - Parameters:
    ///   - failure: What came of the last try.
    ///   - attempt: The number of tries made, from 1.
    ///   - advice: What the answer said.
    ///   - jitter: A number in `0..<1`.
    /// - Returns: The wait; nil when it is not to be tried again.
    func delay(after failure: ServiceFailure, attempt: Int, advice: RetryAdvice, jitter: Double) -> Duration? {
        guard attempt <= retries, Self.isPassing(failure, advice) else { return nil }
        if let delay = advice.delay { return delay <= Self.longestDelay ? delay : nil }
        let seconds = min(0.5 * Double(1 << min(attempt - 1, 10)), 8)
        return .milliseconds(Int64(seconds * (1 - 0.25 * jitter) * 1000))
    }
}
