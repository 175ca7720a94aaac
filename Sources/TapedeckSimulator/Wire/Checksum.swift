// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Cyclic redundancy checks, of the short files that the simulator writes.
enum Checksum {
    /// What each byte adds to the check of PNG.
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }

    /// The check of PNG and gzip.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { crc, byte in crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
    }

    /// A check that takes the highest bit of a byte first and begins with 0, as in Ogg and FLAC.
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - width: The number of bits: 8, 16 or 32.
    ///   - polynomial: The polynomial without its highest bit.
    /// - Returns: The check.
    static func crc(_ bytes: some Sequence<UInt8>, width: UInt32, polynomial: UInt32) -> UInt32 {
        let top: UInt32 = 1 << (width - 1)
        let mask = top | (top - 1)
        return bytes.reduce(0) { crc, byte in
            var crc = crc ^ UInt32(byte) << (width - 8)
            for _ in 0..<8 { crc = (crc & top != 0 ? crc << 1 ^ polynomial : crc << 1) & mask }
            return crc
        }
    }
}
