// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Picture {
    /// The picture as a baseline JPEG file (ITU-T T.81), without transparency.
    ///
    /// Only the first block tells the colour. In all others a zero says that it is unchanged and another that nothing
    /// follows, and a quantisation of 1 keeps the colour exact.
    var jpeg: [UInt8] {
        var file: [UInt8] = [0xFF, 0xD8]
        Self.append(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &file)
        Self.append(0xFE, Array(Self.comment.utf8), to: &file)
        Self.append(0xDB, [0] + [UInt8](repeating: 1, count: 64), to: &file)
        let size = height.bigEndianBytes.suffix(2) + width.bigEndianBytes.suffix(2)
        Self.append(0xC0, [8] + size + [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0], to: &file)
        // Codes for the size of a colour's difference: one bit for 0, five bits for 1 to 11.
        Self.append(0xC4, [0x00, 1, 0, 0, 0, 11] + [UInt8](repeating: 0, count: 11) + Array(0...11), to: &file)
        // One bit for the end of a block.
        Self.append(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0], to: &file)
        Self.append(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0], to: &file)
        return file + scan + [0xFF, 0xD9]
    }

    /// The blocks of 8 by 8 pixels, one of each component after the other.
    private var scan: [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for shift in stride(from: count - 1, through: 0, by: -1) { bits.append(value >> shift & 1 == 1) }
        }
        for value in luminanceAndChroma {
            let difference = 8 * (value - 128)
            let size = Int.bitWidth - difference.magnitude.leadingZeroBitCount
            if size == 0 {
                append(0, 1)
            } else {
                append(0b10000 + size - 1, 5)
                append(difference > 0 ? difference : difference + (1 << size) - 1, size)
            }
            append(0, 1)
        }
        let blocks = ((width + 7) / 8) * ((height + 7) / 8)
        let count = bits.count + 6 * (blocks - 1)
        var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
        for index in bits.indices where bits[index] { bytes[index / 8] |= 0x80 >> UInt8(index % 8) }
        // Ones fill the last byte.
        if count % 8 != 0 { bytes[count / 8] |= 0xFF >> UInt8(count % 8) }
        // A zero follows a byte of ones, which would begin a marker; only the first block has such bytes.
        let head = bytes.prefix(bits.count / 8 + 1)
        return head.flatMap { $0 == 0xFF ? [0xFF, 0] : [$0] } + bytes.dropFirst(head.count)
    }

    /// The colour as JFIF stores it, from 0 to 255.
    private var luminanceAndChroma: [Int] {
        let (red, green, blue) = (Int(color[0]), Int(color[1]), Int(color[2]))
        return [
            (299 * red + 587 * green + 114 * blue + 500) / 1000,
            (128_000_000 - 168_736 * red - 331_264 * green + 500_000 * blue + 500_000) / 1_000_000,
            (128_000_000 + 500_000 * red - 418_688 * green - 81_312 * blue + 500_000) / 1_000_000,
        ]
    }

    private static func append(_ marker: UInt8, _ content: [UInt8], to file: inout [UInt8]) {
        file += [0xFF, marker] + (content.count + 2).bigEndianBytes.suffix(2) + content
    }
}
