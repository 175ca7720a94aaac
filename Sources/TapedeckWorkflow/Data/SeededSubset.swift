// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Chooses rows at random, the same ones everywhere: SplitMix64 and the first steps of a Fisher–Yates shuffle.
///
/// Source: Durstenfeld, *Algorithm 235: Random permutation*, 1964; ``SplitMix64``.
struct SeededSubset {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

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

    /// A number below `bound`, which is at least 1; outputs past the last whole multiple of it are drawn again.
    private mutating func next(below bound: UInt64) -> UInt64 {
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let value = generator.next()
            if value <= UInt64.max - excess { return value % bound }
        }
    }
}
