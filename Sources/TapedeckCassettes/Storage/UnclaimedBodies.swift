// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The bodies that were written into a cassette and that no interaction refers to yet.
final class UnclaimedBodies: Sendable {
    private let ids = Mutex<Set<Int64>>([])

    /// Whether every body was claimed.
    var isEmpty: Bool { ids.withLock(\.isEmpty) }

    func insert(_ id: Int64) {
        ids.withLock { _ = $0.insert(id) }
    }

    func remove(_ id: Int64) {
        ids.withLock { _ = $0.remove(id) }
    }

    /// Takes note that an interaction refers to a body.
    func claim(_ body: RecordedBody) {
        guard case .stored(let reference) = body else { return }
        remove(reference.id)
    }
}
