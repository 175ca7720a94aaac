// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
package import TapedeckCore

/// Models, tokens, latency and dates of a model's answers, as the service told them with each.
package struct AnswerStatistics: Sendable, Hashable {
    /// A distribution of times in milliseconds.
    package struct Latency: Sendable, Hashable {
        /// Number of answers with a time.
        package var count: Int
        /// The median by nearest rank.
        package var median: Int
        /// The 95th percentile by nearest rank.
        package var high: Int
    }

    /// Maximum number of names that are listed.
    private static let nameLimit = 20

    /// Number of answers.
    package var count: Int
    /// The names of the models that answered, sorted.
    package var models: [String]
    /// The service tiers of answers beside the standard one, sorted; they have prices of their own.
    package var tiers: [String]
    /// The sum of all tokens.
    package var usage: TokenUsage?
    /// Number of answers with known tokens.
    package var usageCount: Int
    /// The time that the service says it took for an answer; network and waiting do not count.
    package var latency: Latency?
    /// The days of the first and the last answer in UTC, `YYYY-MM-DD`.
    package var days: ClosedRange<String>?
}

extension AnswerStatistics {
    /// Sums up the facts of answers; their order does not matter.
    init(_ facts: [AnswerFacts]) {
        count = facts.count
        models = Array(Set(facts.compactMap(\.model)).sorted().prefix(Self.nameLimit))
        tiers = Array(Set(facts.compactMap(\.tier)).sorted().prefix(Self.nameLimit))
        let usages = facts.compactMap(\.usage)
        usage = usages.isEmpty ? nil : usages.reduce(TokenUsage(prompt: 0, completion: 0), +)
        usageCount = usages.count
        let times = facts.compactMap(\.processing).sorted()
        if !times.isEmpty {
            latency = Latency(count: times.count, median: Self.rank(50, times), high: Self.rank(95, times))
        }
        let seconds = facts.compactMap(\.created)
        if let first = seconds.min(), let last = seconds.max() { days = Self.day(first)...Self.day(last) }
    }

    /// A percentile of sorted values by nearest rank.
    private static func rank(_ percent: Int, _ sorted: [Int]) -> Int {
        sorted[max(0, (percent * sorted.count + 99) / 100 - 1)]
    }

    /// The day of a second since 1970, in UTC.
    private static func day(_ second: Int) -> String {
        String(Date(timeIntervalSince1970: Double(second)).formatted(.iso8601).prefix(10))
    }

    // MARK: - In files

    /// The statistics as JSON; unknown ones are left out.
    package var json: JSONValue {
        var members = [JSONMember(name: "count", value: .integer(count))]
        for (name, names) in [("models", models), ("service_tiers", tiers)] where !names.isEmpty {
            members.append(JSONMember(name: name, value: .array(names.map(JSONValue.string))))
        }
        if let days {
            members.append(JSONMember(name: "first_day", value: .string(days.lowerBound)))
            members.append(JSONMember(name: "last_day", value: .string(days.upperBound)))
        }
        if let usage, case .object(let tokens) = usage.json {
            let counted = usageCount == count ? [] : [JSONMember(name: "count", value: .integer(usageCount))]
            members.append(JSONMember(name: "usage", value: .object(tokens + counted)))
        }
        if let latency {
            let counted = latency.count == count ? [] : [JSONMember(name: "count", value: .integer(latency.count))]
            let times = [
                JSONMember(name: "median", value: .integer(latency.median)),
                JSONMember(name: "p95", value: .integer(latency.high)),
            ]
            members.append(JSONMember(name: "processing_ms", value: .object(times + counted)))
        }
        return .object(members)
    }

    /// Reads statistics; nil when there is no number of answers.
    package init?(json: JSONValue) {
        guard let count = json["count"]?.integer, count >= 0 else { return nil }
        self.count = count
        func names(_ name: String) -> [String] {
            Array((json[name]?.elements ?? []).compactMap(\.string).prefix(Self.nameLimit))
        }
        models = names("models")
        tiers = names("service_tiers")
        usage = TokenUsage(json: json["usage"])
        usageCount = usage == nil ? 0 : json["usage"]?["count"]?.integer ?? count
        if let times = json["processing_ms"], let median = times["median"]?.integer, let high = times["p95"]?.integer,
            0 <= median, median <= high
        {
            latency = Latency(count: times["count"]?.integer ?? count, median: median, high: high)
        }
        if let first = json["first_day"]?.string, let last = json["last_day"]?.string, first <= last {
            days = first...last
        }
    }
}
