// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Hashes the bytes of tokens, a few instructions for the short ones.
enum TokenHash {
    /// The first and the last bytes as two words, which overlap; up to 16 bytes, these and the count say it all.
    @inline(__always)
    static func ends(of bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        let raw = UnsafeRawBufferPointer(bytes)
        let count = raw.count
        if count >= 8 {
            return (
                raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            )
        }
        if count >= 4 {
            return (
                UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self)),
                UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            )
        }
        guard count > 0 else { return (0, 0) }
        return (UInt64(raw[0]), UInt64(raw[count / 2]) << 8 | UInt64(raw[count &- 1]))
    }

    @inline(__always)
    static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let (first, last) = ends(of: bytes)
        var hash = mix(first ^ 0x9E37_79B9_7F4A_7C15, last ^ UInt64(bytes.count) &* 0xD6E8_FEB8_6659_FD93)
        if bytes.count > 16 {
            let raw = UnsafeRawBufferPointer(bytes)
            var offset = 8
            while offset &+ 8 < raw.count {
                hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0xA076_1D64_78BD_642F)
                offset &+= 8
            }
        }
        return hash
    }

    /// The upper bits of a hash, which do not choose the slot; never zero.
    @inline(__always)
    static func tag(of hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash >> 56) | 1 }

    @inline(__always)
    private static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }
}
