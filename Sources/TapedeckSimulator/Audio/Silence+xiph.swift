// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Silence {
    /// A FLAC file (RFC 9639): frames of 4096 samples that are all zero.
    var flac: [UInt8] {
        let blockSize = 4096
        var information: [UInt8] = [16, 0, 16, 0, 0, 0, 0, 0, 0, 0]
        // 20 bits of sample rate, three of channels less one, five of bits less one, 36 of samples; no checksum of the sound.
        let packed = UInt64(Self.sampleRate) << 44 | 15 << 36 | UInt64(sampleCount)
        for shift in stride(from: 56, through: 0, by: -8) {
            information.append(UInt8(truncatingIfNeeded: packed >> UInt64(shift)))
        }
        information += [UInt8](repeating: 0, count: 16)
        let comments = vorbisComments
        var file = Array("fLaC".utf8) + [0, 0, 0, 34] + information
        file += [0x84] + comments.count.bigEndianBytes.dropFirst() + comments
        var number = 0
        var rest = sampleCount
        while rest > 0 {
            let count = min(rest, blockSize)
            // A block whose length is given in 16 bits, 24 kHz, one channel, 16 bits a sample.
            var frame: [UInt8] = [0xFF, 0xF8, 0x77, 0x08]
            frame += Array(String(UnicodeScalar(UInt32(number)) ?? " ").utf8)
            frame += (count - 1).bigEndianBytes.suffix(2)
            frame.append(UInt8(Checksum.crc(frame, width: 8, polynomial: 0x07)))
            // A constant: the header of the subframe, and one sample.
            frame += [0, 0, 0]
            frame += Int(Checksum.crc(frame, width: 16, polynomial: 0x8005)).bigEndianBytes.suffix(2)
            file += frame
            number += 1
            rest -= count
        }
        return file
    }

    /// An Ogg file (RFC 3533) with packets of Opus (RFC 6716) of 20 milliseconds that hold no sound.
    var opus: [UInt8] {
        let packet: [UInt8] = [0xF8, 0xFF, 0xFE]
        let samplesPerPacket = 960
        let packetCount = max(1, (sampleCount * 2 + samplesPerPacket - 1) / samplesPerPacket)
        let head = Array("OpusHead".utf8) + [1, 1, 0, 0] + Self.sampleRate.littleEndianBytes + [0, 0, 0]
        var file = Self.page([head], number: 0, position: 0, kind: 2)
        file += Self.page([Array("OpusTags".utf8) + vorbisComments], number: 1, position: 0, kind: 0)
        var number = 2
        for start in stride(from: 0, to: packetCount, by: 50) {
            let count = min(50, packetCount - start)
            let isLast = start + count == packetCount
            file += Self.page(
                Array(repeating: packet, count: count),
                number: number,
                position: isLast ? sampleCount * 2 : (start + count) * samplesPerPacket,
                kind: isLast ? 4 : 0
            )
            number += 1
        }
        return file
    }

    /// The comments of FLAC and Opus: the writer's name, and one comment.
    private var vorbisComments: [UInt8] {
        let vendor = Array("Tapedeck".utf8)
        let text = Array("COMMENT=\(comment)".utf8)
        return vendor.count.littleEndianBytes + vendor + 1.littleEndianBytes + text.count.littleEndianBytes + text
    }

    /// A page of Ogg with whole packets.
    private static func page(_ packets: [[UInt8]], number: Int, position: Int, kind: UInt8) -> [UInt8] {
        var lengths: [UInt8] = []
        for packet in packets {
            lengths += [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
        }
        var page = Array("OggS".utf8) + [0, kind] + position.littleEndianBytes + [0, 0, 0, 0]
        // The stream's number is 1, and the checksum is taken with zeros in its place.
        page += 1.littleEndianBytes + number.littleEndianBytes + [0, 0, 0, 0, UInt8(lengths.count)] + lengths
        page += packets.joined()
        let checksum = Int(Checksum.crc(page, width: 32, polynomial: 0x04C1_1DB7)).littleEndianBytes
        page.replaceSubrange(22..<26, with: checksum)
        return page
    }
}
