// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A cassette as a run, or a session of it, began with it.
package struct LoadedCassette: Sendable {
    /// The cassette.
    package let store: any CassetteStore
    /// The number of its last interaction at that time; later ones were recorded by the run itself and are not played in it.
    package let lastID: InteractionID
    /// Whether it had nothing to play at that time.
    package let isEmpty: Bool

    /// Notes the present end of a cassette.
    /// - Throws: ``CassetteError`` when it cannot be read.
    package init(_ store: any CassetteStore) throws {
        self.store = store
        self.lastID = try store.lastID()
        self.isEmpty = lastID == 0
    }

    /// Takes a cassette with all that will be recorded into it.
    package init(growing store: any CassetteStore) {
        self.store = store
        self.lastID = .max
        self.isEmpty = false
    }

    /// Notes the present end of a cassette for one session, for which the recordings of others are as good as none.
    /// - Throws: ``CassetteError`` when it cannot be read.
    package init(_ store: any CassetteStore, playing filters: [SessionFilter]) throws {
        let lastID = try store.lastID()
        self.store = store
        self.lastID = lastID
        self.isEmpty = try filters.allSatisfy { filter in
            // The first one tells; counting them all would read every row.
            try store.ids(in: RecordingScope(sessions: filter, upTo: lastID), limit: 1) { _ in true }.isEmpty
        }
    }
}
