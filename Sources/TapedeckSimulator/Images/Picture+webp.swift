// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Picture {
    /// The picture as a lossless WebP file (RFC 9649).
    ///
    /// Each of the five alphabets has one symbol, so that the pixels take no bits at all.
    var webp: [UInt8] {
        var bits = BitWriter(bytes: [0x2F])
        bits.append(UInt32(width - 1), count: 14)
        bits.append(UInt32(height - 1), count: 14)
        // Whether there is transparency, the version, and no transform, cache of colours or choice of alphabets.
        bits.append(isTransparent ? 1 : 0, count: 1)
        bits.append(0, count: 6)
        for symbol in [color[1], color[0], color[2], isTransparent ? 0 : 255, 0] {
            // A simple code, of one symbol, which takes eight bits.
            bits.append(0b101, count: 3)
            bits.append(UInt32(symbol), count: 8)
        }
        let image = bits.finish()
        let padding: [UInt8] = image.count % 2 == 0 ? [] : [0]
        let content = Array("WEBPVP8L".utf8) + image.count.littleEndianBytes + image + padding
        return Array("RIFF".utf8) + content.count.littleEndianBytes + content
    }
}
