// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The recordings that were never played.
struct UnusedRecordings: Sendable {
    /// How many there are.
    var count = 0
    /// The first of them, in recorded order.
    var first: [UnusedRecording] = []

    static let none = UnusedRecordings()

    private init() {}

    init(in store: any CassetteStore, scope: RecordingScope, played: InteractionSet, limit: Int) throws {
        let ids = try store.ids(in: scope, limit: limit) { !played.contains($0) }
        first = try ids.map { id in
            UnusedRecording(
                id: id,
                requestLine: try store.requestLine(of: id),
                session: try store.session(of: id),
                cassette: store.name
            )
        }
        count = ids.count < limit ? ids.count : try store.ids(in: scope, limit: .max) { !played.contains($0) }.count
    }
}

/// A recording that a run did not play.
package struct UnusedRecording: Sendable, Hashable {
    /// The number of the interaction.
    package let id: InteractionID
    /// Method and target.
    package let requestLine: String
    /// The session it was recorded in; empty for the default one.
    package let session: String
    /// The cassette it is in.
    package let cassette: String
}

extension UnusedRecording {
    /// The recording as reports show it.
    package var json: JSONValue {
        [
            "id": .integer(id), "request": .string(requestLine), "session": .string(SessionName.shown(session)),
            "cassette": .string(cassette),
        ]
    }
}

extension UnusedRecording: CustomStringConvertible {
    /// One line for people.
    package var description: String {
        "#\(id) \(requestLine)  (session \(SessionName.shown(session)), \(cassette))"
    }
}
