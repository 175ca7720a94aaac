// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a fingerprint is taken over: fields with their names and lengths, so that no two sequences of fields give the
/// same bytes.
struct Preimage {
    private(set) var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1024)
    }

    /// Adds a field that writes itself.
    mutating func append(_ tag: StaticString, _ write: (inout [UInt8]) -> Void) {
        tag.withUTF8Buffer { bytes.append(contentsOf: $0) }
        let lengthPlace = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: 8))
        let start = bytes.count
        write(&bytes)
        var length = UInt64(bytes.count - start)
        for offset in 0..<8 {
            bytes[lengthPlace + offset] = UInt8(truncatingIfNeeded: length)
            length >>= 8
        }
    }

    /// Adds a text, or nothing when there is none.
    mutating func append(_ tag: StaticString, _ text: String?) {
        guard let text else { return }
        append(tag) { $0.append(contentsOf: text.utf8) }
    }
}
