// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The input of a fingerprint: fields with their names and lengths, so that no two sequences of fields give the
/// same bytes.
struct FingerprintInput {
    /// Fields up to this size are gathered, since a digest takes many small pieces slowly.
    private static let gatheredSize = 16 << 10

    private var digest = SHA256()
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    /// Adds a field.
    mutating func append(_ tag: StaticString, _ field: [UInt8]) {
        tag.withUTF8Buffer { bytes.append(contentsOf: $0) }
        var length = UInt64(field.count)
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: length))
            length >>= 8
        }
        if field.count <= Self.gatheredSize {
            bytes.append(contentsOf: field)
        } else {
            // Not copied: a body may be large.
            digest.update(data: bytes)
            bytes.removeAll(keepingCapacity: true)
            digest.update(data: field)
        }
    }

    /// Adds a text, or nothing when there is none.
    mutating func append(_ tag: StaticString, _ text: String?) {
        guard let text else { return }
        append(tag, Array(text.utf8))
    }

    /// The digest of all fields.
    consuming func finish() -> SHA256.Digest {
        digest.update(data: bytes)
        return digest.finalize()
    }
}
