// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A cassette that sessions of a run had, played or recorded.
package struct RunTape: Sendable, Hashable {
    /// The name of the cassette: its path.
    package let name: String
    /// The number of the last recording that was there when the run began.
    let last: InteractionID
    let played: InteractionSet

    /// How the run used an interaction.
    package func use(of id: InteractionID) -> SnapshotWriter.Use {
        id > last ? .recorded : played.contains(id) ? .played : .unused
    }
}
