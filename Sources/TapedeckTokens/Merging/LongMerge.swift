// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Merges one long piece, with the pairs in a heap: O(*n* log *n*) where a walk would be quadratic.
struct LongMerge {
    private let piece: UnsafeBufferPointer<UInt8>
    private let view: RankView
    /// By the place of its first byte: where a part ends, and where the part before it begins.
    private var ends: [Int32]
    private var previous: [Int32]
    /// By the place of its first byte: the rank of a part and the next together.
    private var ranks: [UInt32]
    private var heap = PairHeap()

    init(piece: UnsafeBufferPointer<UInt8>, view: RankView) {
        precondition(piece.count < Int32.max, "a piece of 2 GiB cannot be encoded")
        (self.piece, self.view) = (piece, view)
        let count = Int32(piece.count)
        ends = Array(1...count)
        previous = Array(-1..<count - 1)
        ranks = [UInt32](repeating: RankView.none, count: piece.count)
        for index in 0..<piece.count - 1 {
            ranks[index] = view.rank(ofPair: piece[index], piece[index + 1])
            if ranks[index] != RankView.none { heap.append(PairHeap.Pair(rank: ranks[index], start: index)) }
        }
        heap.order()
    }

    mutating func run() {
        while let pair = heap.popLowest() {
            let start = pair.start
            // What has been merged since it was put there is out of date.
            guard ranks[start] == pair.rank else { continue }
            let second = Int(ends[start])
            let end = ends[second]
            ends[start] = end
            ranks[second] = RankView.none
            if Int(end) < piece.count { previous[Int(end)] = Int32(start) }
            renew(start)
            if previous[start] >= 0 { renew(Int(previous[start])) }
        }
    }

    func forEachToken(_ emit: (UInt32) -> Void) {
        var start = 0
        while start < piece.count {
            let end = Int(ends[start])
            if let rank = view.rank(of: UnsafeBufferPointer(rebasing: piece[start..<end])) { emit(rank) }
            start = end
        }
    }

    private mutating func renew(_ start: Int) {
        let second = Int(ends[start])
        ranks[start] = RankView.none
        guard second < piece.count else { return }
        let pair = UnsafeBufferPointer(rebasing: piece[start..<Int(ends[second])])
        guard let rank = view.rank(of: pair) else { return }
        ranks[start] = rank
        heap.insert(PairHeap.Pair(rank: rank, start: start))
    }
}
