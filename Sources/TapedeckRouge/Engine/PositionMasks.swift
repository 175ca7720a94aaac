// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// For each token, the places in a run of at most 64 tokens where it stands, as the bits of a word.
///
/// All zero between uses, so that binding costs only what the run is long.
struct PositionMasks: ~Copyable {
    private var masks = Scratch<UInt64>(capacity: 1024)

    /// Makes room for tokens numbered up to `count`.
    @inline(__always)
    mutating func reserve(_ count: Int) { masks.reserve(count + 1) }

    @inline(__always)
    subscript(_ token: UInt32) -> UInt64 { masks[Int(token)] }

    @inline(__always)
    func bind(_ run: borrowing TokenRun, _ range: Range<Int>) {
        var bit: UInt64 = 1
        for index in range {
            masks[Int(run.tokens[index])] |= bit
            bit <<= 1
        }
    }

    @inline(__always)
    func unbind(_ run: borrowing TokenRun, _ range: Range<Int>) {
        for index in range { masks[Int(run.tokens[index])] = 0 }
    }

    mutating func shrink() { masks.shrink(to: 1 << 17) }
}
