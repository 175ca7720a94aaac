// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A set of names that several threads use.
final class NameSet: Sendable {
    private let names = Mutex<Set<String>>([])

    func note(_ name: String) {
        names.withLock { _ = $0.insert(name) }
    }

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
}
