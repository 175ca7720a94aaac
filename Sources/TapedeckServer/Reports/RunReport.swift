// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// What a run adds up to.
public struct RunReport: Sendable, Hashable {
    /// The most unused recordings of a session that are listed; all are counted.
    package static let unusedLimit = 100

    /// The numbers.
    public let counts: RequestCounts
    /// The misses, as far as they are kept.
    public let misses: [Miss]
    /// The number of requests that reached no session.
    public let refusedCount: Int
    /// Those requests, as far as they are kept.
    package let refusals: [Refusal]
    /// The number of recordings that were never played.
    public let unusedCount: Int
    /// The first of them.
    package let unused: [UnusedRecording]
    /// The cassettes that were played, with all that was not.
    package let cassettes: [CassetteUse]
    /// What the report cannot tell, and why.
    package let problems: [String]
    /// Why the run ends with another exit code than 0.
    public var failures: [RunFailure]

    init(
        counts: RequestCounts,
        misses: [Miss],
        refusedCount: Int = 0,
        refusals: [Refusal] = [],
        unusedCount: Int,
        unused: [UnusedRecording],
        cassettes: [CassetteUse] = [],
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
        self.problems = problems
        self.failures = failures
    }

    /// The report as JSON: the numbers, `refused`, `unused`, and the lists `failures`, `misses`,
    /// `refusals`, `unused_recordings` and `cassettes`.
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
            ]
        )
    }
}
