// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The tokens of an encoding by their bytes: a hash table with open addressing over one buffer of all bytes.
struct RankTable: Sendable {
    private let pool: [UInt8]
    private let offsets: [UInt32]
    /// A byte of the hash for each slot, zero when it is free: small enough to stay in a cache, and enough to turn
    /// down most of what is no token.
    private let tags: [UInt8]
    private let slots: [UInt32]
    /// The ranks of the tokens of two bytes, by these.
    private let pairs: [UInt32]
    private let longest: Int

    init(_ source: RankSource) {
        let file = RankFile.unpack(source.packed(), count: source.unpackedBytes)
        let (pool, offsets) = RankFile.parse(file, tokens: source.tokens)
        var size = 1
        while size < source.tokens * 2 { size *= 2 }
        let mask = size - 1
        var tags = [UInt8](repeating: 0, count: size)
        var slots = [UInt32](repeating: RankView.none, count: size)
        var pairs = [UInt32](repeating: RankView.none, count: 1 << 16)
        var longest = 0
        pool.withUnsafeBufferPointer { pool in
            for rank in 0..<source.tokens {
                let token = UnsafeBufferPointer(rebasing: pool[Int(offsets[rank])..<Int(offsets[rank + 1])])
                let hash = TokenHash.of(token)
                var slot = Int(truncatingIfNeeded: hash) & mask
                while tags[slot] != 0 { slot = (slot + 1) & mask }
                tags[slot] = TokenHash.tag(of: hash)
                slots[slot] = UInt32(rank)
                if token.count == 2 { pairs[Int(token[0]) << 8 | Int(token[1])] = UInt32(rank) }
                longest = max(longest, token.count)
            }
        }
        (self.pool, self.offsets) = (pool, offsets)
        (self.tags, self.slots) = (tags, slots)
        (self.pairs, self.longest) = (pairs, longest)
    }

    func bytes(of token: Int) -> [UInt8]? {
        guard token >= 0, token < offsets.count - 1 else { return nil }
        return Array(pool[Int(offsets[token])..<Int(offsets[token + 1])])
    }

    /// Lends the table to work that looks up many tokens.
    @inline(__always)
    func withView(_ body: (RankView) -> Void) {
        pool.withUnsafeBufferPointer { pool in
            offsets.withUnsafeBufferPointer { offsets in
                tags.withUnsafeBufferPointer { tags in
                    slots.withUnsafeBufferPointer { slots in
                        pairs.withUnsafeBufferPointer { pairs in
                            body(
                                RankView(
                                    pool: pool,
                                    offsets: offsets,
                                    tags: tags,
                                    slots: slots,
                                    pairs: pairs,
                                    longest: longest
                                )
                            )
                        }
                    }
                }
            }
        }
    }
}
