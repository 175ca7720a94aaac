// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// What a run adds up to.
public struct RunReport: Sendable, Hashable {
    /// The most unused recordings of a session that are listed; all are counted.
    public static let unusedLimit = 100

    /// The numbers.
    public let totals: Totals
    /// The misses, as far as they are kept.
    public let misses: [Miss]
    /// The number of recordings that were never played.
    public let unusedCount: Int
    /// The first of them.
    public let unused: [UnusedRecording]
    /// The cassettes that were played, with all that was not.
    public let cassettes: [CassetteUse]

    init(
        totals: Totals,
        misses: [Miss],
        unusedCount: Int,
        unused: [UnusedRecording],
        cassettes: [CassetteUse] = []
    ) {
        self.totals = totals
        self.misses = misses
        self.unusedCount = unusedCount
        self.unused = unused
        self.cassettes = cassettes
    }

    /// The report as JSON: the numbers, `unused`, and the lists `misses`, `unused_recordings` and `cassettes`.
    public var json: JSONValue {
        guard case .object(let members) = totals.json else { return .null }
        return .object(
            members + [
                JSONMember(name: "unused", value: .integer(unusedCount)),
                JSONMember(name: "misses", value: .array(misses.map(\.json))),
                JSONMember(name: "unused_recordings", value: .array(unused.map(\.json))),
                JSONMember(name: "cassettes", value: .array(cassettes.map(\.json))),
            ]
        )
    }
}
