// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

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
        first = try ids.map { UnusedRecording(id: $0, requestLine: try store.requestLine(of: $0)) }
        count = ids.count < limit ? ids.count : try store.ids(in: scope, limit: .max) { !played.contains($0) }.count
    }
}

/// A recording that a run did not play.
public struct UnusedRecording: Sendable, Hashable {
    /// The number of the interaction.
    public let id: InteractionID
    /// Method and target.
    public let requestLine: String
}
