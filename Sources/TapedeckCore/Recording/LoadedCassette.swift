// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A cassette in the state in which a run opened it.
package struct LoadedCassette: Sendable {
    /// The cassette.
    package let store: any CassetteStore
    /// The number of its last interaction at that time; later ones were recorded by the run itself and are not played in it.
    package let lastID: InteractionID

    /// Whether it had no interaction at that time.
    package var isEmpty: Bool { lastID == 0 }

    /// Notes the present end of a cassette.
    /// - Throws: ``CassetteError`` when it cannot be read.
    package init(_ store: any CassetteStore) throws {
        self.store = store
        self.lastID = try store.lastID()
    }
}
