// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Clipped matches of `rougeLsum`: for each reference sentence, the union over candidate sentences of the places
/// that one longest common subsequence uses.
///
/// Which of several equally long subsequences counts decides the score. It is the one of `rouge_score`'s walk from
/// the ends: take a place whenever its token equals the candidate's; otherwise step back in the candidate when the
/// subsequence without the reference's token is shorter, else in the reference. No table is needed: after column *j*
/// of the bit-parallel computation, bit *i* of the matched word tells exactly that.
struct UnionLCS: ~Copyable {
    private var matches = Scratch<UInt64>(capacity: 256)
    private var lengths = Scratch<UInt64>(capacity: 256)
    private var budget = Scratch<UInt32>(capacity: 1024)
    var longWalk = LongWalk()

    /// Clipped matches of two texts in sentences, whose token numbers go up to `tokens`.
    mutating func count(
        reference: borrowing TokenRun,
        candidate: borrowing TokenRun,
        masks: borrowing PositionMasks,
        tokens: Int
    ) -> Int {
        budget.reserve(tokens + 1)
        matches.reserve(candidate.count)
        lengths.reserve(candidate.count)
        for index in 0..<candidate.count { budget[Int(candidate.tokens[index])] += 1 }
        var total = 0
        for index in 0..<reference.sentenceCount {
            let sentence = reference.sentence(index)
            if sentence.count <= 64 {
                var union = shortUnion(reference, sentence, candidate, masks)
                while union != 0 {
                    total += spend(reference.tokens[sentence.lowerBound + union.trailingZeroBitCount])
                    union &= union &- 1
                }
            } else {
                longWalk.formUnion(reference, sentence, candidate, tokens: tokens)
                for place in 0..<sentence.count where longWalk.contains(place) {
                    total += spend(reference.tokens[sentence.lowerBound + place])
                }
            }
        }
        for index in 0..<candidate.count { budget[Int(candidate.tokens[index])] = 0 }
        return total
    }

    /// The places of a reference sentence that the subsequences with all candidate sentences use, ascending.
    mutating func union(
        reference: borrowing TokenRun,
        sentence: Range<Int>,
        candidate: borrowing TokenRun,
        masks: borrowing PositionMasks,
        tokens: Int
    ) -> [Int] {
        matches.reserve(candidate.count)
        lengths.reserve(candidate.count)
        guard sentence.count > 64 else {
            let union = shortUnion(reference, sentence, candidate, masks)
            return (0..<64).filter { union >> UInt64($0) & 1 == 1 }
        }
        longWalk.formUnion(reference, sentence, candidate, tokens: tokens)
        return (0..<sentence.count).filter { longWalk.contains($0) }
    }

    mutating func shrink() {
        matches.shrink(to: 1 << 14)
        lengths.shrink(to: 1 << 14)
        budget.shrink(to: 1 << 17)
        longWalk.shrink()
    }

    /// 1 while the candidate still has this token to give, else 0.
    @inline(__always)
    private func spend(_ token: UInt32) -> Int {
        guard budget[Int(token)] > 0 else { return 0 }
        budget[Int(token)] -= 1
        return 1
    }

    @inline(__always)
    private func shortUnion(
        _ reference: borrowing TokenRun,
        _ sentence: Range<Int>,
        _ candidate: borrowing TokenRun,
        _ masks: borrowing PositionMasks
    ) -> UInt64 {
        masks.bind(reference, sentence)
        var union: UInt64 = 0
        for index in 0..<candidate.sentenceCount {
            let columns = candidate.sentence(index)
            var unmatched = UInt64.max
            for column in columns {
                let match = masks[candidate.tokens[column]]
                unmatched = (unmatched &+ (unmatched & match)) | (unmatched & ~match)
                matches[column] = match
                lengths[column] = ~unmatched
            }
            guard unmatched != UInt64.max else { continue }
            union |= walk(columns)
        }
        masks.unbind(reference, sentence)
        return union
    }

    @inline(__always)
    private func walk(_ columns: Range<Int>) -> UInt64 {
        var taken: UInt64 = 0
        var reachable = UInt64.max
        var column = columns.upperBound
        while column > columns.lowerBound {
            column &-= 1
            let match = matches[column]
            let stops = (match | lengths[column]) & reachable
            guard stops != 0 else { break }
            let highest = (UInt64(1) << 63) >> UInt64(truncatingIfNeeded: stops.leadingZeroBitCount)
            taken |= highest & match
            reachable = (highest &- 1) | (highest & ~match)
        }
        return taken
    }
}
