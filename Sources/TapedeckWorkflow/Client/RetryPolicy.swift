// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Rules for retries, those of OpenAI's own clients: which failures to retry, and after what delay.
struct RetryPolicy: Sendable, Hashable {
    /// The longest delay that a response may ask for; a request whose response asks for more is not retried.
    static let longestDelay = Duration.seconds(120)

    /// Maximum number of retries.
    var retries = 5

    /// Whether a failure is worth a retry, whatever the number of attempts.
    static func isPassing(_ failure: APIError, _ advice: RetryAdvice) -> Bool {
        // Waiting does not restore the quota, so the next request would be refused too.
        if failure.code == "insufficient_quota" { return false }
        if let shouldRetry = advice.shouldRetry { return shouldRetry }
        guard let status = failure.status else { return failure.isPassingOutage }
        return status == 408 || status == 409 || status == 429 || status >= 500
    }

    /// The delay before the next attempt.
    /// - Parameters:
    ///   - failure: The failure of the last attempt.
    ///   - attempt: The number of attempts made, from 1.
    ///   - advice: The retry fields of the response.
    ///   - jitter: A number in `0..<1`.
    /// - Returns: The delay; nil when the request is not to be retried.
    func delay(after failure: APIError, attempt: Int, advice: RetryAdvice, jitter: Double) -> Duration? {
        guard attempt <= retries, Self.isPassing(failure, advice) else { return nil }
        if let delay = advice.delay { return delay <= Self.longestDelay ? delay : nil }
        let seconds = min(0.5 * Double(1 << min(attempt - 1, 10)), 8)
        return .milliseconds(Int64(seconds * (1 - 0.25 * jitter) * 1000))
    }
}

/// Random numbers that keep clients that failed together from retrying at the same moment.
///
/// They only shorten waits, so no result depends on them; a seed makes tests repeatable.
final class Jitter: Sendable {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

    /// The next number in `0..<1`.
    func next() -> Double { Double(generator.withLock { $0.next() } >> 11) / Double(1 << 53) }
}
