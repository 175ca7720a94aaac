// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Overlap of two runs of which the shorter has at most 64 tokens: everything in registers, in one pass.
///
/// N-grams need no table. The bits of `ends` say where in the short run an n-gram ends that equals the one ending
/// at the current token of the long run. Equal n-grams have equal bits and different ones have none in common, so
/// taking the lowest bit not yet used counts each n-gram at most as often as both sides have it.
/// The subsequence is the bit-parallel one of Hyyrö, *Bit-parallel LCS-length computation revisited*, 2004.
struct ShortOverlap: ~Copyable {
    static let limit = 64

    private let ends = Scratch<UInt64>(capacity: OverlapCounts.longestNGram + 1)
    private let used = Scratch<UInt64>(capacity: OverlapCounts.longestNGram + 1)

    /// Counts n-grams up to the length the plan asks for, and the subsequence.
    func count(
        short: borrowing TokenRun,
        long: borrowing TokenRun,
        masks: borrowing PositionMasks,
        longestNGram: Int,
        into counts: inout OverlapCounts
    ) {
        masks.bind(short, 0..<short.count)
        var unmatched = UInt64.max
        if longestNGram <= 2 {
            var (used1, used2, previous): (UInt64, UInt64, UInt64) = (0, 0, 0)
            for index in 0..<long.count {
                let match = masks[long.tokens[index]]
                let free1 = match & ~used1
                used1 |= free1 & (0 &- free1)
                let free2 = (previous << 1) & match & ~used2
                used2 |= free2 & (0 &- free2)
                previous = match
                unmatched = (unmatched &+ (unmatched & match)) | (unmatched & ~match)
            }
            counts.ngrams[1] = used1.nonzeroBitCount
            counts.ngrams[2] = used2.nonzeroBitCount
        } else {
            ends.clear(ends.capacity)
            used.clear(used.capacity)
            for index in 0..<long.count {
                let match = masks[long.tokens[index]]
                for length in stride(from: longestNGram, to: 1, by: -1) {
                    take(length, (ends[length - 1] << 1) & match)
                }
                take(1, match)
                unmatched = (unmatched &+ (unmatched & match)) | (unmatched & ~match)
            }
            for length in 1...longestNGram { counts.ngrams[length] = used[length].nonzeroBitCount }
        }
        counts.subsequence = (~unmatched).nonzeroBitCount
        masks.unbind(short, 0..<short.count)
    }

    @inline(__always)
    private func take(_ length: Int, _ equal: UInt64) {
        ends[length] = equal
        let free = equal & ~used[length]
        used[length] |= free & (0 &- free)
    }
}
