// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckTestSupport

/// A cassette of a test that does something between a look-up and what follows from it.
final class OvertakingCassette: ForwardingCassette {
    let base: InMemoryCassette
    private let action = Mutex<(@Sendable () throws -> Void)?>(nil)

    init(_ base: InMemoryCassette) {
        self.base = base
    }

    /// Runs something once, after the next look-up.
    func afterNextLookUp(_ body: @escaping @Sendable () throws -> Void) {
        action.withLock { $0 = body }
    }

    func first(_ fingerprint: Fingerprint, in scope: RecordingScope, after id: InteractionID) throws -> StoredResponse?
    {
        let found = base.first(fingerprint, in: scope, after: id)
        let action = action.withLock { action in
            defer { action = nil }
            return action
        }
        try action?()
        return found
    }
}
