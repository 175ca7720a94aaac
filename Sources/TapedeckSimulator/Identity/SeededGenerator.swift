// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A small generator of random numbers that is the same on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        self.state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound, by multiplication; the bias is below 2⁻³² for the small bounds used here.
    mutating func next(below bound: Int) -> Int {
        Int((next() >> 32).multipliedFullWidth(by: UInt64(bound)).low >> 32)
    }
}
