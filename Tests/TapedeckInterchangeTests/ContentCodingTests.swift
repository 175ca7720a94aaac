// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckInterchange

struct ContentCodingTests {
    private let text = Array(#"{"id":"x"}"#.utf8)
    private let inflater = Inflater(limit: 1 << 20, ratio: 200)

    private func decode(
        _ body: [UInt8],
        _ codings: String?,
        type: String? = "application/json",
        isDecoded: Bool = false
    ) throws -> ContentCoding.Result {
        try ContentCoding.decode(body, codings: codings, contentType: type, isDecoded: isDecoded, inflater: inflater)
    }

    @Test(arguments: ["gzip", "X-GZIP", "deflate", "br", "zstd", "gzip, br", "identity", "", nil])
    func `passes over codings that are undone already`(codings: String?) throws {
        #expect(try decode(text, codings) == .decoded(text))
    }

    @Test func `undoes codings, the last one first`() throws {
        #expect(try decode(Fixture.deflate(text), "gzip") == .decoded(text))
        #expect(try decode(Fixture.deflate(text, windowBits: 15), "deflate") == .decoded(text))
        #expect(try decode(Fixture.deflate(Fixture.deflate(text, windowBits: 15)), "deflate, gzip") == .decoded(text))
    }

    @Test func `undoes deflate without its wrapper`() throws {
        #expect(try decode(Fixture.deflate(text + [0xFF], windowBits: -15), "deflate") == .decoded(text + [0xFF]))
    }

    @Test func `joins the members of a gzip file`() throws {
        #expect(try decode(Fixture.deflate(text) + Fixture.deflate(text), "gzip") == .decoded(text + text))
    }

    @Test func `takes text that begins as a zlib stream does for what it is`() throws {
        let text = Array("80 is 80".utf8)
        #expect(try decode(text, "deflate", type: "text/plain") == .decoded(text))
    }

    @Test(arguments: ["br", "deflate", "gzip", "zstd"])
    func `leaves binary bodies alone that their source has decoded`(coding: String) throws {
        let body: [UInt8] = [0x49, 0x44, 0x33, 0xFF, 0]
        #expect(try decode(body, coding, type: "audio/mpeg", isDecoded: true) == .decoded(body))
        #expect(try decode([0x0B, 0xFF], "br", isDecoded: true) == .unsupported(coding: "br"))
    }

    @Test func `undoes gzip whose field was filtered out, unless the body is a file`() throws {
        let body = Fixture.deflate(text)
        #expect(try decode(body, nil) == .decoded(text))
        #expect(try decode(body, nil, type: "application/octet-stream") == .decoded(body))
    }

    @Test func `does not guess at Brotli where the body is not text`() throws {
        for coding in ["br", "compress", "aws-chunked"] {
            #expect(try decode([0xFF, 0], coding) == .unsupported(coding: coding))
            #expect(try decode([0xFF, 0], coding, type: "audio/mpeg") == .unsupported(coding: coding))
            #expect(try decode([0x0B, 0x20], coding, type: "audio/mpeg") == .unsupported(coding: coding))
            #expect(try decode(text, coding, type: "application/octet-stream") == .decoded(text))
        }
    }
}
