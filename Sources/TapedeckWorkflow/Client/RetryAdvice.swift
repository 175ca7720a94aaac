// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

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
