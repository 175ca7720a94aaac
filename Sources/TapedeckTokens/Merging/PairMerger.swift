// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Merges the bytes of a piece into tokens: always the pair of the lowest rank, of several the leftmost.
struct PairMerger {
    let view: RankView

    /// From this length on, looking for the lowest rank by a heap beats a walk over all of them.
    private static let longPiece = 96

    /// Merges a piece that is not a token itself, and gives out its tokens.
    @inline(__always)
    func merge(_ piece: UnsafeBufferPointer<UInt8>, _ emit: (UInt32) -> Void) {
        if piece.count < Self.longPiece {
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: ShortMerge.pairs(for: piece.count)) { pairs in
                withUnsafeTemporaryAllocation(of: ShortMerge.Part.self, capacity: piece.count + 1) { parts in
                    let merge = ShortMerge(piece: piece, view: view, pairs: pairs, parts: parts)
                    merge.run()
                    merge.forEachToken(emit)
                }
            }
        } else {
            var merge = LongMerge(piece: piece, view: view)
            merge.run()
            merge.forEachToken(emit)
        }
    }
}
