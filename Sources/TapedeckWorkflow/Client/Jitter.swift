// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers that keep clients that failed together from coming back together.
///
/// They only shorten waits, so no result depends on them; seeded, so that a test sees the same ones each time.
final class Jitter: Sendable {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    /// The next number in `0..<1`.
    func next() -> Double {
        let mixed = state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        return Double(mixed >> 11) / Double(1 << 53)
    }
}
