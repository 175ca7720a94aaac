// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto

/// The input of a fingerprint: fields with their names and lengths, so that no two sequences of fields give the
/// same bytes.
struct FingerprintInput {
    /// Fields up to this size are gathered, since a digest takes many small pieces slowly.
    private static let gatheredSize = 512

    private var digest = SHA256()
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    /// Adds a field.
    mutating func append(_ tag: StaticString, _ field: [UInt8]) {
        field.withUnsafeBufferPointer { append(tag, $0) }
    }

    /// Adds a text, or nothing when there is none.
    mutating func append(_ tag: StaticString, _ text: String?) {
        guard var text else { return }
        text.withUTF8 { append(tag, $0) }
    }

    private mutating func append(_ tag: StaticString, _ field: UnsafeBufferPointer<UInt8>) {
        tag.withUTF8Buffer { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt64(field.count).littleEndian) { bytes.append(contentsOf: $0) }
        if field.count <= Self.gatheredSize {
            bytes.append(contentsOf: field)
        } else {
            // Not copied: a body may be large.
            bytes.withUnsafeBytes { digest.update(bufferPointer: $0) }
            bytes.removeAll(keepingCapacity: true)
            digest.update(bufferPointer: UnsafeRawBufferPointer(field))
        }
    }

    /// The digest of all fields.
    consuming func finish() -> Fingerprint {
        bytes.withUnsafeBytes { digest.update(bufferPointer: $0) }
        return Fingerprint(digest.finalize())
    }
}
