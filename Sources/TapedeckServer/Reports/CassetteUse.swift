// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The use of one cassette in a run.
package struct CassetteUse: Sendable, Hashable {
    /// The name of the cassette: its path.
    package let name: String
    /// The number of the last recording that was there when the run began.
    package let last: InteractionID
    /// The names of the sessions that sent requests; recordings of other sessions could not be played.
    package let sessions: [String]
    /// All recordings up to that one that were never played, as a list of numbers and ranges such as `1-4,7`.
    package let unused: String

    init(_ cassette: PlayedCassette) throws {
        name = cassette.store.name
        last = cassette.scope.upTo
        sessions = cassette.sessions.map(SessionName.shown).sorted()
        var ranges: [ClosedRange<InteractionID>] = []
        for id in try cassette.store.ids(in: cassette.scope, limit: .max, where: { !cassette.played.contains($0) }) {
            if let range = ranges.last, range.upperBound + 1 == id {
                ranges[ranges.count - 1] = range.lowerBound...id
            } else {
                ranges.append(id...id)
            }
        }
        unused = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }

    var json: JSONValue {
        [
            "cassette": .string(name), "last": .integer(last), "sessions": .array(sessions.map { .string($0) }),
            "unused": .string(unused),
        ]
    }
}
