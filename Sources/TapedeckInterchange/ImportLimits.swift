// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The limits of reading one file.
package struct ImportLimits: Sendable, Hashable {
    /// The largest entry in bytes, of which one is in memory at a time.
    ///
    /// A file that is no list of entries is one entry.
    package var entryBytes: Int
    /// The most bytes that the bodies of one entry may have once they are decoded, and its text once aliases are
    /// followed; and the bodies of a file all together, beyond ``fileRatio`` bytes for each byte of it.
    package var decodedBytes: Int
    /// The most values, keys and separators in one entry, counted again wherever an alias repeats them; each may take
    /// some 200 bytes of memory while the file is read.
    package var elements: Int
    /// The most bytes that one compressed byte may become, once a body is larger than ``ratioFreeBytes``.
    package var expansionRatio: Int

    /// Bodies up to this many bytes may be compressed as well as the method can.
    package static let ratioFreeBytes = ContentDecodingLimits.ratioFreeBytes
    /// The bytes of bodies that each byte of a file may come to, beside ``decodedBytes``.
    package static let fileRatio = 20
    /// 64 MiB an entry, 256 MiB of bodies, four million elements, a compression of 200 to 1.
    package static let standard = ImportLimits()

    /// Creates limits.
    package init(
        entryBytes: Int = 64 << 20,
        decodedBytes: Int = 256 << 20,
        elements: Int = 4_000_000,
        expansionRatio: Int = 200
    ) {
        self.entryBytes = entryBytes
        self.decodedBytes = decodedBytes
        self.elements = elements
        self.expansionRatio = expansionRatio
    }
}
