// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// NumPy's legacy random stream after `np.random.seed(k)`: MT19937 with 32-bit outputs.
///
/// Source: Matsumoto and Nishimura, *Mersenne Twister*, 1998.
package struct MersenneTwister: Sendable {
    private static let size = 624

    private var state: [UInt32]
    private var outputs: [UInt32]
    private var position = MersenneTwister.size

    /// Seeds the stream as `np.random.seed` does from one integer.
    package init(seed: UInt32) {
        state = [seed]
        state.reserveCapacity(Self.size)
        for index in 1..<UInt32(Self.size) {
            let previous = state[Int(index) - 1]
            state.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ index)
        }
        outputs = state
    }

    /// The next 32-bit output.
    @inline(__always)
    package mutating func next() -> UInt32 {
        if position == Self.size { regenerate() }
        position += 1
        return outputs[position - 1]
    }

    /// A number below `bound` (at least 1), as `np.random.choice` draws it: masked rejection of whole outputs.
    ///
    /// A bound of 1 draws nothing.
    @inline(__always)
    package mutating func next(below bound: UInt32) -> UInt32 {
        let largest = bound - 1
        guard largest > 0 else { return 0 }
        let mask = UInt32.max >> UInt32(largest.leadingZeroBitCount)
        while true {
            let value = next() & mask
            if value <= largest { return value }
        }
    }

    @inline(never)
    private mutating func regenerate() {
        let (size, middle) = (Self.size, 397)
        for index in 0..<(size - middle) { twist(index, next: index + 1, far: index + middle) }
        for index in (size - middle)..<(size - 1) { twist(index, next: index + 1, far: index + middle - size) }
        twist(size - 1, next: 0, far: middle - 1)
        for index in 0..<size {
            var value = state[index]
            value ^= value >> 11
            value ^= value << 7 & 0x9D2C_5680
            value ^= value << 15 & 0xEFC6_0000
            value ^= value >> 18
            outputs[index] = value
        }
        position = 0
    }

    @inline(__always)
    private mutating func twist(_ index: Int, next: Int, far: Int) {
        let joined = state[index] & 0x8000_0000 | state[next] & 0x7FFF_FFFF
        state[index] = state[far] ^ (joined >> 1) ^ ((0 &- (joined & 1)) & 0x9908_B0DF)
    }
}
