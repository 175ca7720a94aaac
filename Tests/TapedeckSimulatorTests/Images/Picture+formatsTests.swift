// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct PictureFormatsTests {
    private let picture = Picture(width: 640, height: 480, of: "an otter")

    @Test func `writes a lossless WebP whose pixels take no bits`() {
        let file = picture.webp
        #expect(file.starts(with: "RIFF".utf8) && file.dropFirst(8).starts(with: "WEBPVP8L".utf8))
        #expect(file.count < 50)
        // 14 bits of width less one and of height less one, behind the signature.
        let size = file[21...24].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(size & 0x3FFF == 639 && size >> 14 & 0x3FFF == 479)
    }

    @Test func `writes a JPEG with the size and a comment`() {
        let file = picture.jpeg
        #expect(file.starts(with: [0xFF, 0xD8, 0xFF, 0xE0]) && file.suffix(2) == [0xFF, 0xD9])
        #expect(ByteReader(file).after(Picture.comment) != nil)
        let frame = file.indices.first { file[$0] == 0xFF && file[$0 + 1] == 0xC0 } ?? 0
        #expect(file[(frame + 5)..<(frame + 9)] == [1, 0xE0, 2, 0x80])
    }
}
