// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

extension Array where Element == UInt8 {
    /// The bytes cut into pieces at random places; empty pieces occur.
    /// - Parameters:
    ///   - longest: The most bytes of a piece.
    ///   - generator: Where the cuts come from.
    /// - Returns: The pieces in order.
    package func pieces(upTo longest: Int, using generator: inout SplitMix64) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < count {
            let end = Swift.min(count, start + Int.random(in: 0...longest, using: &generator))
            pieces.append(self[start..<end])
            start = end
        }
        return pieces
    }

    /// Every way to cut the bytes in two, and the way to cut them into single bytes.
    package var cuts: [[ArraySlice<UInt8>]] {
        (0...count).map { [self[..<$0], self[$0...]] } + [indices.map { self[$0...$0] }]
    }
}
