// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Picture {
    /// The picture as a PNG file (RFC 2083) of about one kilobyte, the same on every platform.
    ///
    /// The only colour has index 0 in a palette, one bit a pixel: the pixels are nothing but zeros.
    var png: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        Self.append("IHDR", width.bigEndianBytes + height.bigEndianBytes + [1, 3, 0, 0, 0], to: &file)
        Self.append("PLTE", color, to: &file)
        if isTransparent { Self.append("tRNS", [0], to: &file) }
        Self.append("tEXt", Array("Comment\0\(Self.comment)".utf8), to: &file)
        // A row begins with the byte of its filter, also 0.
        Self.append("IDAT", Self.compressedZeros(height * (1 + (width + 7) / 8)), to: &file)
        Self.append("IEND", [], to: &file)
        return file
    }

    private static func append(_ type: String, _ content: [UInt8], to file: inout [UInt8]) {
        let checked = Array(type.utf8) + content
        file += content.count.bigEndianBytes + checked + Int(Checksum.crc32(checked)).bigEndianBytes
    }

    /// This many zeros (at least one) as a zlib stream (RFC 1950) of one block with fixed codes (RFC 1951).
    private static func compressedZeros(_ count: Int) -> [UInt8] {
        var bits = BitWriter(bytes: [0x78, 0x9C])
        bits.append(0b011, count: 3)
        bits.appendCode(0b0011_0000, count: 8)
        // Copies of the byte before: 258 bytes at a time (the code for it, reversed), then up to 10;
        // the code for the distance is five zeros.
        var rest = count - 1
        while rest >= 258 {
            bits.append(0b1010_0011, count: 13)
            rest -= 258
        }
        while rest >= 3 {
            let length = min(rest, 10)
            bits.appendCode(UInt32(length - 2) << 5, count: 12)
            rest -= length
        }
        for _ in 0..<rest { bits.appendCode(0b0011_0000, count: 8) }
        bits.appendCode(0, count: 7)
        // The checksum (Adler-32) of zeros counts them.
        return bits.finish() + ((count % 65521) << 16 | 1).bigEndianBytes
    }
}

extension Int {
    /// The lower 32 bits, the highest first.
    var bigEndianBytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
