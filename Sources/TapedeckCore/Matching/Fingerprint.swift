// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The digest of what matching compares: requests with one fingerprint are the same request.
package struct Fingerprint: Sendable, Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The number of bytes.
    package static let byteCount = 32

    /// Creates a fingerprint from its 32 bytes; `nil` when they are more or fewer.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// Creates a fingerprint from a digest.
    init(_ digest: SHA256.Digest) {
        words = digest.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
            }
            return (word(0), word(1), word(2), word(3))
        }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { bytes, count in
            for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
                let raw = UnsafeMutableRawBufferPointer(bytes)
                raw.storeBytes(of: word.bigEndian, toByteOffset: 8 * index, as: UInt64.self)
            }
            count = Self.byteCount
        }
    }

    /// Looks at the 32 bytes where they are.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let ordered = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return try Swift.withUnsafeBytes(of: ordered, body)
    }

    /// Compares all bytes.
    package static func == (left: Fingerprint, right: Fingerprint) -> Bool { left.words == right.words }

    /// Hashes some of the bytes, which are a digest already.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

extension Fingerprint: CustomStringConvertible {
    /// The first twelve hexadecimal digits, enough to tell fingerprints apart in a listing.
    package var description: String { bytes.prefix(6).hexadecimal }
}
