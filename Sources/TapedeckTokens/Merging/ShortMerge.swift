// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Merges one short piece, of up to 255 bytes, by walks over all of its pairs.
struct ShortMerge {
    /// The token that begins at one byte of the piece.
    struct Part: BitwiseCopyable {
        /// Where the part ends and the next begins, and where the one before it begins.
        var end: UInt8
        var previous: UInt8
    }

    private let piece: UnsafeBufferPointer<UInt8>
    private let view: RankView
    /// For each byte the rank of the part and the next together, and the place: the least is merged next.
    private let pairs: UnsafeMutableBufferPointer<UInt64>
    /// A part for each byte, those that have been merged into others among them, and one for the end of the piece.
    private let parts: UnsafeMutableBufferPointer<Part>

    /// How many pairs there must be memory for: an even number, since two are looked at together.
    @inline(__always)
    static func pairs(for count: Int) -> Int { (count &+ 1) & ~1 }

    @inline(__always)
    init(
        piece: UnsafeBufferPointer<UInt8>,
        view: RankView,
        pairs: UnsafeMutableBufferPointer<UInt64>,
        parts: UnsafeMutableBufferPointer<Part>
    ) {
        (self.piece, self.view, self.pairs, self.parts) = (piece, view, pairs, parts)
        let count = piece.count
        pairs[pairs.count &- 1] = .max
        for index in 0..<count {
            let rank = index &+ 1 < count ? view.rank(ofPair: piece[index], piece[index &+ 1]) : RankView.none
            pairs[index] = Self.pair(rank, at: index)
            parts[index] = Part(
                end: UInt8(truncatingIfNeeded: index &+ 1),
                previous: UInt8(truncatingIfNeeded: max(0, index &- 1))
            )
        }
        parts[count] = Part(end: 0, previous: UInt8(truncatingIfNeeded: max(0, count &- 1)))
    }

    @inline(__always)
    func run() {
        while true {
            let lowest = lowest()
            guard lowest >> 32 != RankView.none else { return }
            let start = Int(UInt32(truncatingIfNeeded: lowest))
            let second = Int(parts[start].end)
            let end = parts[second].end
            pairs[second] = .max
            parts[start].end = end
            parts[Int(end)].previous = UInt8(truncatingIfNeeded: start)
            renew(start)
            if start > 0 { renew(Int(parts[start].previous)) }
        }
    }

    @inline(__always)
    func forEachToken(_ emit: (UInt32) -> Void) {
        var start = 0
        while start < piece.count {
            let end = Int(parts[start].end)
            if let rank = view.rank(of: UnsafeBufferPointer(rebasing: piece[start..<end])) { emit(rank) }
            start = end
        }
    }

    /// The least pair: two at a time, so that one comparison need not wait for the other.
    @inline(__always)
    private func lowest() -> UInt64 {
        var (even, odd) = (UInt64.max, UInt64.max)
        var index = 0
        while index < pairs.count {
            even = min(even, pairs[index])
            odd = min(odd, pairs[index &+ 1])
            index &+= 2
        }
        return min(even, odd)
    }

    @inline(__always)
    private func renew(_ start: Int) {
        let second = Int(parts[start].end)
        var rank = RankView.none
        if second < piece.count {
            let pair = UnsafeBufferPointer(rebasing: piece[start..<Int(parts[second].end)])
            rank = view.rank(of: pair) ?? RankView.none
        }
        pairs[start] = Self.pair(rank, at: start)
    }

    @inline(__always)
    private static func pair(_ rank: UInt32, at start: Int) -> UInt64 {
        UInt64(rank) << 32 | UInt64(truncatingIfNeeded: start)
    }
}
