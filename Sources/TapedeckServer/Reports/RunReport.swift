// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// The report of a run: counts, misses, unused recordings, failures.
public struct RunReport: Sendable, Hashable {
    /// Maximum number of unused recordings listed for a session; all are counted.
    package static let unusedLimit = 100

    /// The counts of requests.
    public let counts: RequestCounts
    /// The first 100 misses.
    public let misses: [Miss]
    /// The number of requests that reached no session.
    public let refusedCount: Int
    /// The first of those requests.
    package let refusals: [Refusal]
    /// The number of recordings that were never played.
    public let unusedCount: Int
    /// The first of those recordings.
    package let unused: [UnusedRecording]
    /// The cassettes that were played, with their unused recordings.
    package let cassettes: [CassetteUse]
    /// The cassettes of all sessions, also of those that only recorded.
    package let tapes: [RunTape]
    /// Problems that made the report incomplete.
    package let problems: [String]
    /// What became of the events for webhooks; `nil` when there is no webhook.
    package var webhooks: WebhookReport?
    /// The reasons why the run failed.
    public var failures: [RunFailure]

    init(
        counts: RequestCounts,
        misses: [Miss],
        refusedCount: Int = 0,
        refusals: [Refusal] = [],
        unusedCount: Int,
        unused: [UnusedRecording],
        cassettes: [CassetteUse] = [],
        tapes: [RunTape] = [],
        problems: [String] = [],
        failures: [RunFailure] = []
    ) {
        self.counts = counts
        self.misses = misses
        self.refusedCount = refusedCount
        self.refusals = refusals
        self.unusedCount = unusedCount
        self.unused = unused
        self.cassettes = cassettes
        self.tapes = tapes
        self.problems = problems
        self.failures = failures
    }

    /// The report as JSON: the numbers, `refused`, `unused`, and the lists `failures`, `misses`,
    /// `refusals`, `unused_recordings` and `cassettes`; with a webhook also `webhooks`.
    package var json: JSONValue {
        guard case .object(let members) = counts.json else { return .null }
        return .object(
            members + [
                JSONMember(name: "refused", value: .integer(refusedCount)),
                JSONMember(name: "unused", value: .integer(unusedCount)),
                JSONMember(name: "failures", value: .array(failures.map(\.json))),
                JSONMember(name: "misses", value: .array(misses.map(\.json))),
                JSONMember(name: "refusals", value: .array(refusals.map(\.json))),
                JSONMember(name: "unused_recordings", value: .array(unused.map(\.json))),
                JSONMember(name: "cassettes", value: .array(cassettes.map(\.json))),
                JSONMember(name: "problems", value: .array(problems.map { .string($0) })),
            ] + (webhooks.map { [JSONMember(name: "webhooks", value: $0.json)] } ?? [])
        )
    }
}
