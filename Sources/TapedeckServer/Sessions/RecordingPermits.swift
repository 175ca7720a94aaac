// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// The misses of a session that somebody asked to record when they come again.
final class RecordingPermits: Sendable {
    /// What became of a miss that may be recorded.
    enum State: String, Sendable, CaseIterable {
        /// Nobody asked to record it.
        case offered
        /// The next request of its kind goes to the upstream and is recorded.
        case asked
        /// A request of its kind went to the upstream; what was recorded of it is played from now on.
        case sent
    }

    private let states = Mutex<[Fingerprint: State]>([:])

    /// The state of requests with a fingerprint.
    subscript(fingerprint: Fingerprint) -> State { states.withLock { $0[fingerprint] ?? .offered } }

    /// Asks to record the next request with a fingerprint.
    func ask(_ fingerprint: Fingerprint) { states.withLock { $0[fingerprint] = .asked } }

    /// Takes back what was asked for, since nothing can be recorded.
    func withdraw(_ fingerprint: Fingerprint) { states.withLock { $0[fingerprint] = nil } }

    /// The state in which a request comes; one that was asked for is sent by whoever takes it first.
    func take(_ fingerprint: Fingerprint) -> State {
        states.withLock { states in
            let state = states[fingerprint] ?? .offered
            if state == .asked { states[fingerprint] = .sent }
            return state
        }
    }

    /// Whether nobody has asked for anything, so that requests need not be looked up.
    var isEmpty: Bool { states.withLock { $0.isEmpty } }

    /// Forgets what was asked for.
    func reset() { states.withLock { $0 = [:] } }
}
