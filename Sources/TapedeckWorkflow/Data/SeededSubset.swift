// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Chooses rows at random, the same ones everywhere: SplitMix64 and the first steps of a Fisher–Yates shuffle.
///
/// Source: Steele, Lea and Flood, *Fast splittable pseudorandom number generators*, 2014; Durstenfeld, *Algorithm 235:
/// Random permutation*, 1964.
struct SeededSubset {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// The indexes of `limit` rows out of `count`, ascending, each set of rows as likely as any other.
    mutating func indexes(_ limit: Int, of count: Int) -> [Int] {
        guard limit < count else { return Array(0..<count) }
        var indexes = Array(0..<count)
        for place in 0..<limit {
            let other = place + Int(next(below: UInt64(count - place)))
            indexes.swapAt(place, other)
        }
        return indexes[..<limit].sorted()
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is at least 1; outputs past the last whole multiple of it are drawn again.
    private mutating func next(below bound: UInt64) -> UInt64 {
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let value = next()
            if value <= UInt64.max - excess { return value % bound }
        }
    }
}
