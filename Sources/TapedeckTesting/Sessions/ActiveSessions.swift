// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Tapedeck
import TapedeckCore

/// The names of the sessions that tests of this process use now; no two tests may share one.
enum ActiveSessions {
    private static let names = Mutex<Set<SpelledString>>([])

    /// Takes a name.
    /// - Throws: `CassetteError` when another test has it.
    static func add(_ name: String) throws(CassetteError) {
        guard names.withLock({ $0.insert(SpelledString(name)).inserted }) else {
            throw CassetteError(
                code: .invalidArgument,
                message:
                    "The session '\(name)' is in use: two cases with arguments of the same description run at once, "
                    + "or one test calls withCassette twice at once. Give the arguments' type a testDescription, or "
                    + "make the calls one after the other."
            )
        }
    }

    /// Gives a name back.
    static func remove(_ name: String) {
        _ = names.withLock { $0.remove(SpelledString(name)) }
    }
}
