// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The bounds of what one file may cost to read.
public struct ImportLimits: Sendable, Hashable {
    /// The largest file in bytes; it is held in memory whole.
    public var fileBytes: Int
    /// The most bytes that all bodies of one file may have once they are decoded, and all text once aliases are followed.
    public var decodedBytes: Int
    /// The most values, keys and separators in one file, counted again wherever an alias repeats them; each may take
    /// some 200 bytes of memory while the file is read.
    public var elements: Int
    /// The most bytes that one compressed byte may become, once a body is larger than ``ratioFreeBytes``.
    public var expansionRatio: Int

    /// Bodies up to this many bytes may be compressed as well as the method can.
    public static let ratioFreeBytes = 8 << 20
    /// 64 MiB of file, 256 MiB of bodies, four million elements, a compression of 200 to 1.
    public static let standard = ImportLimits()

    /// Creates limits.
    public init(
        fileBytes: Int = 64 << 20,
        decodedBytes: Int = 256 << 20,
        elements: Int = 4_000_000,
        expansionRatio: Int = 200
    ) {
        self.fileBytes = fileBytes
        self.decodedBytes = decodedBytes
        self.elements = elements
        self.expansionRatio = expansionRatio
    }
}
