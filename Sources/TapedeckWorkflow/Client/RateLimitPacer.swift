// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Delays requests when the service says that a rate limit is nearly reached.
///
/// The service refills its limits evenly: all of a limit is available again after the time in `x-ratelimit-reset-…`.
struct RateLimitPacer: Sendable {
    /// The longest delay that one response can cause.
    static let longestWait = Duration.seconds(60)

    private var resumesAt: ContinuousClock.Instant?
    /// The number of tokens of the largest request so far.
    private var largestRequest = 1

    /// Updates the delay from the header fields of a response.
    /// - Parameters:
    ///   - fields: The header fields.
    ///   - tokens: The number of tokens of the request, where the response says so.
    ///   - now: The current time.
    mutating func take(_ fields: HTTPFields, tokens: Int?, now: ContinuousClock.Instant) {
        largestRequest = max(largestRequest, tokens ?? 1)
        let waits = [("requests", 1), ("tokens", largestRequest)].compactMap { kind, need in
            Self.wait(fields, kind, need: need)
        }
        if let longest = waits.max() { hold(for: min(longest, Self.longestWait), now: now) }
    }

    /// Delays all requests for a time.
    mutating func hold(for wait: Duration, now: ContinuousClock.Instant) {
        let moment = now.advanced(by: wait)
        resumesAt = max(resumesAt ?? moment, moment)
    }

    /// The delay of the next request; nil when it may go at once.
    mutating func wait(now: ContinuousClock.Instant) -> Duration? {
        guard let moment = resumesAt else { return nil }
        guard now < moment else {
            resumesAt = nil
            return nil
        }
        return moment - now
    }

    /// The time until the limit has room for one more request; nil when it has room now.
    private static func wait(_ fields: HTTPFields, _ kind: String, need: Int) -> Duration? {
        func value(_ what: String) -> String? {
            HTTPField.Name("x-ratelimit-\(what)-\(kind)").flatMap { fields[$0] }
        }
        guard let remaining = value("remaining").flatMap({ Int($0) }), remaining < need,
            let reset = value("reset").flatMap({ Self.duration($0) })
        else { return nil }
        guard let limit = value("limit").flatMap({ Int($0) }), limit > remaining, limit >= need else { return reset }
        return reset * (Double(need - max(remaining, 0)) / Double(limit - remaining))
    }

    /// Reads a duration such as `17ms`, `8.64s`, `6m0s` or `1h2m3s`.
    static func duration(_ text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
        var seconds = 0.0
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest[number.endIndex...]
            guard let value = Double(number), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
                return nil
            }
            rest = rest.dropFirst(unit.0.count)
            seconds += value * unit.1
        }
        guard seconds.isFinite, seconds < 1e9 else { return nil }
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }
}
