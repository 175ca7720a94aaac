// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// A reader of the files, jobs and models in a cassette, which reads once.
final class RecordedStateReader: Sendable {
    private static let batch = 256

    let store: any CassetteStore
    private let lastID: InteractionID
    private let cached = Mutex<RecordedState?>(nil)

    init(_ cassette: LoadedCassette) {
        self.store = cassette.store
        self.lastID = cassette.lastID
    }

    /// The recorded files, jobs and models.
    /// - Throws: `CassetteError` when it cannot be read.
    func state() throws -> RecordedState {
        try cached.withLock { cached in
            if let cached { return cached }
            var state = RecordedState()
            var position: InteractionID = 0
            while position < lastID {
                let batch = try store.interactions(after: position, limit: Self.batch)
                guard let last = batch.last else { break }
                for stored in batch where stored.id <= lastID {
                    try state.add(stored.interaction) { [store] in try store.read($0, range: $1) }
                }
                position = last.id
            }
            cached = state
            return state
        }
    }
}
