// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Silence {
    /// The beginning of a WAV file of 16-bit samples: everything before the samples.
    var wavHeader: [UInt8] {
        let byteRate = 2 * Self.sampleRate
        let format = Self.chunk(
            "fmt ",
            [1, 0, 1, 0] + Self.sampleRate.littleEndianBytes + byteRate.littleEndianBytes + [2, 0, 16, 0]
        )
        let list = Self.chunk("LIST", Array("INFO".utf8) + Self.chunk("ICMT", Array(comment.utf8) + [0]))
        let samples = Array("data".utf8) + (2 * sampleCount).littleEndianBytes
        let content = Array("WAVE".utf8) + format + list + samples
        return Array("RIFF".utf8) + (content.count + 2 * sampleCount).littleEndianBytes + content
    }

    /// A chunk of even length.
    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        Array(type.utf8) + content.count.littleEndianBytes + content + (content.count % 2 == 0 ? [] : [0])
    }
}
