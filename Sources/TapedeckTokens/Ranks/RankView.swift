// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A rank table while its arrays are held as plain memory.
struct RankView {
    /// Stands for "no token" where a rank is stored.
    static let none = UInt32.max

    let pool: UnsafeBufferPointer<UInt8>
    let offsets: UnsafeBufferPointer<UInt32>
    let tags: UnsafeBufferPointer<UInt8>
    let slots: UnsafeBufferPointer<UInt32>
    let pairs: UnsafeBufferPointer<UInt32>
    let longest: Int

    /// The rank of the token with these bytes.
    @inline(__always)
    func rank(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard bytes.count <= longest else { return nil }
        let hash = TokenHash.of(bytes)
        let wanted = TokenHash.tag(of: hash)
        let mask = tags.count &- 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let tag = tags[index]
            if tag == 0 { return nil }
            if tag == wanted {
                let rank = slots[index]
                if isToken(rank, bytes) { return rank }
            }
            index = (index &+ 1) & mask
        }
    }

    /// The rank of the token of two bytes, or ``none``.
    @inline(__always)
    func rank(ofPair first: UInt8, _ second: UInt8) -> UInt32 { pairs[Int(first) << 8 | Int(second)] }

    @inline(__always)
    private func isToken(_ rank: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = Int(offsets[Int(rank)])
        guard Int(offsets[Int(rank) + 1]) - start == bytes.count else { return false }
        let token = UnsafeBufferPointer(rebasing: pool[start..<start + bytes.count])
        guard bytes.count <= 16 else { return token.elementsEqual(bytes) }
        return TokenHash.ends(of: token) == TokenHash.ends(of: bytes)
    }
}
