// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct PictureTests {
    /// The chunks of a PNG file: type and content.
    private func chunks(_ file: [UInt8]) throws -> [(type: String, content: [UInt8])] {
        #expect(file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        var chunks: [(String, [UInt8])] = []
        var rest = file.dropFirst(8)
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let checked = Array(rest.dropFirst(4).prefix(4 + length))
            let check = rest.dropFirst(8 + length).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            try #require(Checksum.crc32(checked) == check)
            chunks.append((String(decoding: checked.prefix(4), as: UTF8.self), Array(checked.dropFirst(4))))
            rest = rest.dropFirst(12 + length)
        }
        return chunks
    }

    @Test func `writes a PNG of the requested size in few bytes`() throws {
        let file = Picture(width: 1024, height: 1536, of: "an otter").png
        let chunks = try chunks(file)
        #expect(chunks.map(\.type) == ["IHDR", "PLTE", "tEXt", "IDAT", "IEND"])
        #expect(chunks.first?.content == [0, 0, 4, 0, 0, 0, 6, 0, 1, 3, 0, 0, 0])
        #expect(file.count < 1500)
    }

    @Test func `says that the file is simulated`() throws {
        let text = try chunks(Picture(width: 8, height: 8, of: "").png).first { $0.type == "tEXt" }
        #expect(text?.content == Array("Comment\0simulated by Tapedeck".utf8))
    }

    @Test func `makes the only colour transparent when asked to`() throws {
        let picture = Picture(width: 8, height: 8, of: "", isTransparent: true)
        #expect(try chunks(picture.png).contains { $0.type == "tRNS" && $0.content == [0] })
    }

    @Test func `gives the same prompt the same colour`() {
        let one = Picture(width: 8, height: 8, of: "a cat")
        #expect(one == Picture(width: 8, height: 8, of: "a cat"))
        #expect(one.color != Picture(width: 8, height: 8, of: "a dog").color)
    }
}
