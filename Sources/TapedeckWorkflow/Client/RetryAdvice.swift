// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// What the fields of a failed answer say about asking again.
struct RetryAdvice: Equatable {
    /// `x-should-retry`, when it is there.
    var shouldRetry: Bool?
    /// How long to wait first, from `retry-after-ms`, or `retry-after` in seconds or as a date.
    var delay: Duration?

    init(shouldRetry: Bool? = nil, delay: Duration? = nil) {
        self.shouldRetry = shouldRetry
        self.delay = delay
    }

    /// Reads the fields.
    /// - Parameters:
    ///   - fields: The fields of the answer.
    ///   - now: The time of day in seconds since 1970, for a date.
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
