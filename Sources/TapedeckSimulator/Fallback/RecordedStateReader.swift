// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Reads the files, jobs and models of a cassette, once.
final class RecordedStateReader: Sendable {
    private static let batch = 256

    let store: any CassetteStore
    private let lastID: InteractionID
    private let known = Mutex<TapeKnowledge?>(nil)

    init(_ cassette: LoadedCassette) {
        self.store = cassette.store
        self.lastID = cassette.lastID
    }

    /// What the cassette knows.
    /// - Throws: `CassetteError` when it cannot be read.
    func knowledge() throws -> TapeKnowledge {
        try known.withLock { known in
            if let known { return known }
            var tape = TapeKnowledge()
            var position: InteractionID = 0
            while position < lastID {
                let batch = try store.interactions(after: position, limit: Self.batch)
                guard let last = batch.last else { break }
                for stored in batch where stored.id <= lastID {
                    try tape.learn(stored.interaction) { [store] in try store.read($0, range: $1) }
                }
                position = last.id
            }
            known = tape
            return tape
        }
    }
}
