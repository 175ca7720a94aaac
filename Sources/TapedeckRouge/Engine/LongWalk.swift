// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The walk of ``UnionLCS`` for reference sentences of more than 64 tokens.
///
/// The columns' words are kept for a block of candidate tokens at a time and computed again from checkpoints, so
/// that memory grows with the square root of the candidate's length once the texts are very long.
struct LongWalk: ~Copyable {
    /// Words of columns that are kept without checkpoints: 8 MiB, unless a test wants checkpoints.
    var kept = 1 << 20

    private var rows = Scratch<UInt32>(capacity: 1024)
    /// Places of row *r* (ascending) are `places[starts[r]..<starts[r + 1]]`; row 0 has none.
    private var starts = Scratch<Int>(capacity: 256)
    private var places = Scratch<Int>(capacity: 256)
    private var match = Scratch<UInt64>(capacity: 16)
    private var unmatched = Scratch<UInt64>(capacity: 16)
    private var history = Scratch<UInt64>(capacity: 1024)
    private var checkpoints = Scratch<UInt64>(capacity: 16)
    private var union = Scratch<UInt64>(capacity: 16)
    private var words = 0

    /// Whether the last union has this place.
    func contains(_ place: Int) -> Bool { union[place >> 6] >> UInt64(place & 63) & 1 == 1 }

    /// Computes the union for one reference sentence over all candidate sentences.
    mutating func formUnion(
        _ reference: borrowing TokenRun,
        _ sentence: Range<Int>,
        _ candidate: borrowing TokenRun,
        tokens: Int
    ) {
        words = (sentence.count + 63) >> 6
        match.reserve(words)
        unmatched.reserve(words)
        union.reserve(words)
        union.clear(words)
        match.clear(words)
        rows.reserve(tokens + 1)
        index(reference, sentence)
        for number in 0..<candidate.sentenceCount { walk(candidate, candidate.sentence(number), sentence.count) }
        for place in sentence { rows[Int(reference.tokens[place])] = 0 }
    }

    mutating func shrink() {
        rows.shrink(to: 1 << 17)
        starts.shrink(to: 1 << 14)
        places.shrink(to: 1 << 14)
        history.shrink(to: 1 << 16)
        checkpoints.shrink(to: 1 << 12)
    }

    // MARK: - Places of each token

    private mutating func index(_ run: borrowing TokenRun, _ sentence: Range<Int>) {
        starts.reserve(sentence.count + 3)
        starts.clear(sentence.count + 3)
        places.reserve(sentence.count)
        var count: UInt32 = 0
        for place in sentence {
            let token = Int(run.tokens[place])
            if rows[token] == 0 {
                count += 1
                rows[token] = count
            }
            starts[Int(rows[token]) + 2] += 1
        }
        for row in 1..<(Int(count) + 3) { starts[row] += starts[row - 1] }
        for place in sentence {
            let next = Int(rows[Int(run.tokens[place])]) + 1
            places[starts[next]] = place - sentence.lowerBound
            starts[next] += 1
        }
    }

    @inline(__always)
    private func matching(_ token: UInt32) -> Range<Int> {
        let row = Int(rows[Int(token)])
        return row == 0 ? 0..<0 : starts[row]..<starts[row + 1]
    }

    // MARK: - Walk

    private mutating func walk(_ candidate: borrowing TokenRun, _ columns: Range<Int>, _ length: Int) {
        var size = 1
        while size * size < columns.count { size += 1 }
        size = max(size, min(columns.count, kept / words))
        let blocks = (columns.count + size - 1) / size
        history.reserve(size * words)
        checkpoints.reserve(blocks * words)
        for word in 0..<words { unmatched[word] = .max }
        for block in 0..<blocks {
            for word in 0..<words { checkpoints[block * words + word] = unmatched[word] }
            let start = columns.lowerBound + block * size
            if block < blocks - 1 { advance(candidate, start..<(start + size), keeping: false) }
        }
        var reach = length
        for block in stride(from: blocks - 1, through: 0, by: -1) {
            let start = columns.lowerBound + block * size
            let range = start..<min(start + size, columns.upperBound)
            for word in 0..<words { unmatched[word] = checkpoints[block * words + word] }
            advance(candidate, range, keeping: true)
            for column in range.reversed() {
                reach = stepBack(candidate.tokens[column], (column - start) * words, reach)
                if reach == 0 { return }
            }
        }
    }

    private func advance(_ candidate: borrowing TokenRun, _ columns: Range<Int>, keeping: Bool) {
        for column in columns {
            let range = matching(candidate.tokens[column])
            if !range.isEmpty {
                for index in range { match[places[index] >> 6] |= 1 << UInt64(places[index] & 63) }
                var carry: UInt64 = 0
                for word in 0..<words {
                    LongSubsequence.step(&unmatched.base[word], match[word], &carry)
                }
                for index in range { match[places[index] >> 6] = 0 }
            }
            guard keeping else { continue }
            let row = (column - columns.lowerBound) * words
            for word in 0..<words { history[row + word] = ~unmatched[word] }
        }
    }

    /// One column of the walk: what is reachable (places below the result) before it.
    private func stepBack(_ token: UInt32, _ row: Int, _ reach: Int) -> Int {
        let matched = lastMatch(token, below: reach)
        let kept = lastBit(row, below: reach)
        guard matched >= kept else { return kept + 1 }
        guard matched >= 0 else { return 0 }
        union[matched >> 6] |= 1 << UInt64(matched & 63)
        return matched
    }

    /// The highest place of a token below a bound; −1 for none.
    private func lastMatch(_ token: UInt32, below bound: Int) -> Int {
        let range = matching(token)
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low > range.lowerBound ? places[low - 1] : -1
    }

    /// The highest bit of a kept column below a bound; −1 for none.
    private func lastBit(_ row: Int, below bound: Int) -> Int {
        var word = (bound - 1) >> 6
        var bits = history[row + word] & (UInt64.max >> UInt64(63 - ((bound - 1) & 63)))
        while bits == 0 {
            guard word > 0 else { return -1 }
            word -= 1
            bits = history[row + word]
        }
        return (word << 6) + (63 - bits.leadingZeroBitCount)
    }
}
