// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Silence {
    /// An MP3 file: frames of MPEG-2 layer III at 8 kbit/s (24 bytes for 576 samples) that hold no sound.
    var mp3: [UInt8] {
        let frame: [UInt8] = [0xFF, 0xF3, 0x14, 0xC4] + [UInt8](repeating: 0, count: 20)
        return id3 + Self.repeated(frame, count: (sampleCount + 575) / 576)
    }

    /// AAC frames (ADTS, low complexity, 1024 samples each) that hold no sound.
    var aac: [UInt8] {
        // Seven bytes of header with the frame's length of 11, and four of a channel without coefficients.
        let frame: [UInt8] = [0xFF, 0xF1, 0x58, 0x40, 0x01, 0x7F, 0xFC, 0x00, 0x00, 0x00, 0x07]
        return id3 + Self.repeated(frame, count: (sampleCount + 1023) / 1024)
    }

    /// The comment as an ID3v2.4 tag.
    private var id3: [UInt8] {
        // UTF-8, in English, without a description.
        let text: [UInt8] = [3] + Array("eng\0".utf8) + Array(comment.utf8)
        let frame = Array("COMM".utf8) + Self.sevenBitBytes(text.count) + [0, 0] + text
        return Array("ID3".utf8) + [4, 0, 0] + Self.sevenBitBytes(frame.count) + frame
    }

    /// A number of up to 28 bits, seven in each byte, the highest first.
    private static func sevenBitBytes(_ number: Int) -> [UInt8] {
        [21, 14, 7, 0].map { UInt8(number >> $0 & 0x7F) }
    }

    private static func repeated(_ frame: [UInt8], count: Int) -> [UInt8] {
        Array(repeatElement(frame, count: count).joined())
    }
}
