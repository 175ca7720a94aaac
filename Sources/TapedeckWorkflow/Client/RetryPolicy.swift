// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Synchronization
import TapedeckCore

/// Rules for retries, those of OpenAI's own clients: which failures to retry, and after what delay.
struct RetryPolicy: Sendable, Hashable {
    /// The longest delay that a response may ask for; a request whose response asks for more is not retried.
    static let longestDelay = Duration.seconds(120)

    /// Maximum number of retries.
    var retries: Int

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

/// The header fields of a failed response that say whether and when to retry.
struct RetryAdvice: Equatable {
    /// The value of `x-should-retry`, where the response has it.
    var shouldRetry: Bool?
    /// The delay before a retry, from `retry-after-ms`, or `retry-after` in seconds or as a date.
    var delay: Duration?

    init(shouldRetry: Bool? = nil, delay: Duration? = nil) {
        self.shouldRetry = shouldRetry
        self.delay = delay
    }

    /// Reads the fields.
    /// - Parameters:
    ///   - fields: The header fields of the response.
    ///   - now: The current time in seconds since 1970, to compare a date with.
    init(_ fields: HTTPFields, now: Int64) {
        switch Self.value(fields, "x-should-retry") {
        case "true": shouldRetry = true
        case "false": shouldRetry = false
        default: shouldRetry = nil
        }
        if let text = Self.value(fields, "retry-after-ms"), let milliseconds = Double(text) {
            delay = Self.duration(seconds: milliseconds / 1000)
        } else if let text = Self.value(fields, "retry-after") {
            if let seconds = Double(text) {
                delay = Self.duration(seconds: seconds)
            } else if let date = HTTPDate(text) {
                delay = Self.duration(seconds: Double(date.secondsSince1970 - now))
            }
        }
    }

    private static func value(_ fields: HTTPFields, _ name: String) -> String? {
        HTTPField.Name(name).flatMap { fields[$0] }
    }

    private static func duration(seconds: Double) -> Duration? {
        guard seconds.isFinite, seconds > 0, seconds < 1e9 else { return nil }
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }
}

/// A date in HTTP's preferred form: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
struct HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970-01-01 UTC.
    let secondsSince1970: Int64

    /// Reads a date; nil when the text is not in that form.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int64(words[1]), (1...31).contains(day),
            let month = Self.months.firstIndex(where: { $0 == words[2] }), let year = Int64(words[3]),
            (1970...9999).contains(year)
        else { return nil }
        let clock = words[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        // Counts days from March, so that a leap day is the last day of its year.
        let shifted = year - (month < 2 ? 1 : 0)
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * Int64((month + 10) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        secondsSince1970 = days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }
}
