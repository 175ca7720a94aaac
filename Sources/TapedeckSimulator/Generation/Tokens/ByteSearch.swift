// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A search for bytes in other bytes.
enum ByteSearch {
    /// Offset of the first occurrence, in linear time (Knuth, Morris and Pratt, 1977).
    static func firstPlace(of part: [UInt8], in bytes: [UInt8]) -> Int? {
        guard !part.isEmpty, part.count <= bytes.count else { return nil }
        var borders = [0]
        var matched = 0
        for byte in part.dropFirst() {
            while matched > 0, part[matched] != byte { matched = borders[matched - 1] }
            if part[matched] == byte { matched += 1 }
            borders.append(matched)
        }
        matched = 0
        for (offset, byte) in bytes.enumerated() {
            while matched > 0, part[matched] != byte { matched = borders[matched - 1] }
            if part[matched] == byte { matched += 1 }
            if matched == part.count { return offset + 1 - part.count }
        }
        return nil
    }
}
