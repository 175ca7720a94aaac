// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Clipped n-gram matches of two long runs, with n-grams numbered by (number of the n−1 first tokens, last token).
///
/// No n-gram is hashed as text: a key is two numbers in one word, and equality of keys is equality of n-grams.
struct NGramTable: ~Copyable {
    struct Slot: BitwiseCopyable {
        var key: UInt64
        /// Number of the n-gram; 0 marks a free slot.
        var number: UInt32
        /// Occurrences in the reference not yet matched.
        var left: UInt32
    }

    private var slots = Scratch<Slot>(capacity: 256)
    private var singles = Scratch<UInt32>(capacity: 1024)
    private var reference = Scratch<UInt32>(capacity: 256)
    private var candidate = Scratch<UInt32>(capacity: 256)

    /// Counts matches of each length from 1 to `longest`, of runs whose token numbers go up to `tokens`.
    mutating func count(
        reference referenceRun: borrowing TokenRun,
        candidate candidateRun: borrowing TokenRun,
        tokens: Int,
        longest: Int,
        into counts: inout OverlapCounts
    ) {
        guard longest > 0 else { return }
        singles.reserve(tokens + 1)
        counts.ngrams[1] = countSingles(referenceRun, candidateRun)
        guard longest > 1 else { return }
        reference.reserve(referenceRun.count)
        candidate.reserve(candidateRun.count)
        reference.base.update(from: referenceRun.tokens.base, count: referenceRun.count)
        candidate.base.update(from: candidateRun.tokens.base, count: candidateRun.count)
        for length in 2...longest {
            counts.ngrams[length] = extend(to: length, referenceRun, candidateRun)
        }
    }

    mutating func shrink() {
        slots.shrink(to: 1 << 14)
        singles.shrink(to: 1 << 17)
        reference.shrink(to: 1 << 14)
        candidate.shrink(to: 1 << 14)
    }

    private func countSingles(_ referenceRun: borrowing TokenRun, _ candidateRun: borrowing TokenRun) -> Int {
        var matches = 0
        for index in 0..<referenceRun.count { singles[Int(referenceRun.tokens[index])] += 1 }
        for index in 0..<candidateRun.count {
            let token = Int(candidateRun.tokens[index])
            if singles[token] > 0 {
                singles[token] -= 1
                matches += 1
            }
        }
        for index in 0..<referenceRun.count { singles[Int(referenceRun.tokens[index])] = 0 }
        return matches
    }

    /// Turns the numbers of (length − 1)-grams into those of length-grams, and counts the matches.
    private mutating func extend(
        to length: Int,
        _ referenceRun: borrowing TokenRun,
        _ candidateRun: borrowing TokenRun
    ) -> Int {
        let places = max(0, referenceRun.count - length + 1)
        var bits = 4
        while 1 << bits < places * 2 { bits += 1 }
        slots.reserve(1 << bits)
        slots.clear(1 << bits)
        var numbers: UInt32 = 0
        for index in 0..<places {
            let key = UInt64(reference[index]) << 32 | UInt64(referenceRun.tokens[index + length - 1])
            let slot = slots.base + find(key, bits)
            if slot.pointee.number == 0 {
                numbers += 1
                slot.pointee = Slot(key: key, number: numbers, left: 0)
            }
            slot.pointee.left += 1
            reference[index] = slot.pointee.number
        }
        var matches = 0
        for index in 0..<max(0, candidateRun.count - length + 1) where candidate[index] != 0 {
            let key = UInt64(candidate[index]) << 32 | UInt64(candidateRun.tokens[index + length - 1])
            let slot = slots.base + find(key, bits)
            candidate[index] = slot.pointee.number
            if slot.pointee.left > 0 {
                slot.pointee.left -= 1
                matches += 1
            }
        }
        return matches
    }

    /// The slot that holds a key, or the free one where it belongs.
    @inline(__always)
    private func find(_ key: UInt64, _ bits: Int) -> Int {
        let hash = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
        var index = Int(truncatingIfNeeded: hash >> UInt64(truncatingIfNeeded: 64 - bits))
        while slots[index].number != 0, slots[index].key != key { index = (index + 1) & ((1 << bits) - 1) }
        return index
    }
}
