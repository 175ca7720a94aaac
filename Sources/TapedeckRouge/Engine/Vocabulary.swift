// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Distinct tokens, numbered from 1, with the stem of each word computed once.
///
/// A stem is a token like any other: the number of a word's stem is the number of the stem's own bytes. Numbers are
/// valid until ``reset()``. Open addressing; a token of up to 16 bytes lives in its slot, a longer one in an arena,
/// and equality is always that of all bytes.
struct Vocabulary: ~Copyable {
    struct Slot: BitwiseCopyable {
        /// The first eight bytes, or for a long token a digest of all.
        var low: UInt64
        /// The next eight bytes, or for a long token its first eight.
        var high: UInt64
        var length: UInt32
        /// Number of the token; 0 marks a free slot.
        var token: UInt32
        /// Number of the token's stem; 0 when not yet known.
        var stem: UInt32
        /// Place of a long token in the arena, in units of 16 bytes.
        var place: UInt32
    }

    /// Tokens after which the table is emptied between two pairs, to bound memory.
    private static let limit = 1 << 15
    private static let initialBits = 11

    private(set) var count = 0
    private var slots = Scratch<Slot>(capacity: 1 << Vocabulary.initialBits)
    private var bits = Vocabulary.initialBits
    private var arena = Scratch<UInt8>(capacity: 256)
    private var arenaUsed = 0
    /// The slot of each token, by its number.
    private var places = Scratch<UInt32>(capacity: 1 << Vocabulary.initialBits)
    private var word: [UInt8] = []

    /// Whether so many tokens are held that it is time to ``reset()``.
    var isFull: Bool { count > Self.limit || arenaUsed > Self.limit << 5 }

    /// Forgets all tokens.
    mutating func reset() {
        count = 0
        arenaUsed = 0
        arena.shrink(to: 1 << 16)
        places.shrink(to: 1 << 16)
        slots.shrink(to: 1 << (Self.initialBits + 5))
        bits = slots.capacity.trailingZeroBitCount
        slots.clear(slots.capacity)
    }

    /// The number of a token of at most 16 bytes, or of its stem.
    ///
    /// The token is given packed, little-endian and padded with zeros; and its bytes, for when it is first seen.
    @inline(__always)
    mutating func number(
        low: UInt64,
        high: UInt64,
        length: Int,
        bytes: UnsafePointer<UInt8>,
        stemming: Bool
    ) -> UInt32 {
        let mask = slots.capacity - 1
        var index = slotIndex(low, high)
        while true {
            let slot = slots.base + index
            let isSame = slot.pointee.low == low && slot.pointee.high == high
            if isSame, slot.pointee.length == UInt32(truncatingIfNeeded: length) {
                let found = stemming ? slot.pointee.stem : slot.pointee.token
                if found != 0 { return found }
                break
            }
            if slot.pointee.token == 0 { break }
            index = (index + 1) & mask
        }
        return learn(UnsafeBufferPointer(start: bytes, count: length), stemming: stemming)
    }

    /// The number of any token, or of its stem.
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>, stemming: Bool) -> UInt32 {
        // Looking up may move the table: the place comes first, what is there second.
        let place = findOrInsert(bytes)
        let found = stemming ? slots[place].stem : slots[place].token
        return found != 0 ? found : learn(bytes, stemming: stemming)
    }

    /// The bytes of a token.
    func bytes(of number: UInt32) -> [UInt8] {
        let slot = slots[Int(places[Int(number)])]
        let length = Int(slot.length)
        guard length <= 16 else { return (0..<length).map { arena[(Int(slot.place) << 4) + $0] } }
        return (0..<length).map { index in
            UInt8(truncatingIfNeeded: (index < 8 ? slot.low : slot.high) >> UInt64(8 * (index & 7)))
        }
    }

    // MARK: - First sight of a token

    @inline(never)
    private mutating func learn(_ bytes: UnsafeBufferPointer<UInt8>, stemming: Bool) -> UInt32 {
        var place = findOrInsert(bytes)
        let token = slots[place].token
        guard stemming else { return token }
        var stem = token
        if bytes.count >= 4 {
            word.removeAll(keepingCapacity: true)
            word.append(contentsOf: bytes)
            PorterStemmer.stem(&word)
            let stemmed = word
            place = stemmed.withUnsafeBufferPointer { findOrInsert($0) }
            stem = slots[place].token
            place = findOrInsert(bytes)
        }
        slots[place].stem = stem
        return stem
    }

    private mutating func findOrInsert(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let (low, high) = Self.key(bytes)
        var index = slotIndex(low, high)
        while slots[index].token != 0 {
            let slot = slots[index]
            if slot.low == low, slot.high == high, Int(slot.length) == bytes.count,
                bytes.count <= 16 || isEqual(bytes, at: Int(slot.place) << 4)
            {
                return index
            }
            index = (index + 1) & (slots.capacity - 1)
        }
        count += 1
        var slot = Slot(low: low, high: high, length: UInt32(bytes.count), token: UInt32(count), stem: 0, place: 0)
        if bytes.count > 16 { slot.place = UInt32(store(bytes) >> 4) }
        slots[index] = slot
        places.reserve(count + 1)
        places[count] = UInt32(index)
        guard count * 2 > slots.capacity else { return index }
        grow()
        return findOrInsert(bytes)
    }

    private mutating func grow() {
        var larger = Scratch<Slot>(capacity: slots.capacity * 2)
        swap(&larger, &slots)
        bits += 1
        for old in 0..<larger.capacity where larger[old].token != 0 {
            var index = slotIndex(larger[old].low, larger[old].high)
            while slots[index].token != 0 { index = (index + 1) & (slots.capacity - 1) }
            slots[index] = larger[old]
            places[Int(slots[index].token)] = UInt32(index)
        }
    }

    // MARK: - Keys

    @inline(__always)
    private func slotIndex(_ low: UInt64, _ high: UInt64) -> Int {
        let mixed = low ^ (high &* 0xFF51_AFD7_ED55_8CCD)
        let hash = (mixed ^ (mixed >> 32)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash >> UInt64(truncatingIfNeeded: 64 - bits))
    }

    /// Packs a token of up to 16 bytes; a longer one is digested, and its bytes must be compared as well.
    private static func key(_ bytes: UnsafeBufferPointer<UInt8>) -> (low: UInt64, high: UInt64) {
        guard bytes.count > 16 else { return (pack(bytes, from: 0), pack(bytes, from: 8)) }
        var digest = UInt64(truncatingIfNeeded: bytes.count)
        for start in stride(from: 0, to: bytes.count, by: 8) {
            digest = (digest ^ pack(bytes, from: start)) &* 0xC4CE_B9FE_1A85_EC53
            digest ^= digest >> 29
        }
        return (digest, pack(bytes, from: 0))
    }

    private static func pack(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt64 {
        var packed: UInt64 = 0
        for index in start..<max(start, min(start + 8, bytes.count)) {
            packed |= UInt64(bytes[index]) << UInt64(8 * (index - start))
        }
        return packed
    }

    private mutating func store(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let place = arenaUsed
        arenaUsed = (place + bytes.count + 15) & ~15
        arena.reserve(arenaUsed)
        for index in bytes.indices { arena[place + index] = bytes[index] }
        return place
    }

    private func isEqual(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        for index in bytes.indices where arena[place + index] != bytes[index] { return false }
        return true
    }
}
