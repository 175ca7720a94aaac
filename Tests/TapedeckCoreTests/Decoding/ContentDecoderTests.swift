// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

struct ContentDecoderTests {
    private static let text = Array(String(repeating: #"{"model":"gpt-4o","input":"hello"}"#, count: 50).utf8)

    private func decode(
        _ pieces: [ArraySlice<UInt8>],
        _ codings: String,
        limits: ContentDecodingLimits = .request
    ) throws -> [UInt8] {
        var decoder = try #require(try ContentDecoder(codings: codings, limits: limits))
        let output = try pieces.flatMap { try decoder.push($0) }
        try decoder.finish()
        return output
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let codings: String
        let body: [UInt8]
        var expected = ContentDecoderTests.text
        var testDescription: String { "\(codings), \(body.count) bytes" }
    }

    static let cases = [
        Case(codings: "gzip", body: Compression.deflate(text)),
        Case(codings: "X-GZip", body: Compression.deflate(text)),
        Case(codings: "gzip", body: Compression.deflate(text) + Compression.deflate(text), expected: text + text),
        Case(codings: "gzip", body: Compression.deflate([]) + Compression.deflate(text)),
        Case(codings: "deflate", body: Compression.deflate(text, windowBits: 15)),
        Case(codings: "deflate", body: Compression.deflate(text, windowBits: -15)),
        Case(codings: "deflate, identity,gzip", body: Compression.deflate(Compression.deflate(text, windowBits: 15))),
        Case(codings: "gzip", body: [], expected: []),
        Case(codings: "deflate", body: [], expected: []),
    ]

    @Test(arguments: cases)
    func `undoes codings, however the body is cut`(_ row: Case) throws {
        #expect(try decode([row.body[...]], row.codings) == row.expected)
        for pieces in row.body.cuts { #expect(try decode(pieces, row.codings) == row.expected) }
        #expect(try decode(row.body.indices.map { row.body[$0...$0] }, row.codings) == row.expected)
    }

    @Test(arguments: [nil, "", "identity", " identity , "])
    func `is none where there is nothing to undo`(codings: String?) throws {
        #expect(try ContentDecoder(codings: codings, limits: .request) == nil)
    }

    @Test(arguments: ["br", "zstd", "gzip, br", "compress", "gzip, gzip, gzip, gzip"])
    func `refuses a coding it does not know, and too many`(codings: String) {
        #expect(throws: ContentCodingError.self) { try ContentDecoder(codings: codings, limits: .request) }
    }

    @Test func `refuses what is damaged, ends too early, or goes on after its end`() {
        let body = Compression.deflate(Self.text)
        #expect(throws: ContentCodingError.damaged("the gzip data is damaged")) {
            try decode([Self.text[...]], "gzip")
        }
        #expect(throws: ContentCodingError.damaged("the gzip data ends too early")) {
            try decode([body.dropLast()], "gzip")
        }
        #expect(throws: ContentCodingError.damaged("3 bytes follow the end of the gzip data")) {
            try decode([(body + [0, 0, 0])[...]], "gzip")
        }
        #expect(throws: ContentCodingError.damaged("the deflate data ends too early")) {
            try decode([[0x78]], "deflate")
        }
    }

    @Test(arguments: [31, 15, -15])
    func `passes over what follows the end of the data when it is told to`(windowBits: Int32) throws {
        let body = Compression.deflate(Self.text, windowBits: windowBits)
        for tail in [[0, 0, 0], Array("\r\n".utf8), [0x1E]] as [[UInt8]] {
            for pieces in (body + tail).cuts {
                let decoder = try ContentDecoder(
                    codings: windowBits == 31 ? "gzip" : "deflate",
                    limits: .request,
                    ignoresTrailingBytes: true
                )
                var whole = try #require(decoder)
                #expect(try pieces.flatMap { try whole.push($0) } == Self.text)
                try whole.finish()
            }
        }
    }

    @Test func `stops at a bomb`() {
        let bomb = Compression.deflate([UInt8](repeating: 0, count: 20 << 20))
        #expect(throws: ContentCodingError.tooLarge(.ratio(200))) { try decode([bomb[...]], "gzip") }
        #expect(throws: ContentCodingError.tooLarge(.bytes(1 << 20))) {
            try decode([bomb[...]], "gzip", limits: ContentDecodingLimits(bytes: 1 << 20, ratio: 10_000))
        }
        // Also one that unfolds to nothing but more of its kind.
        let members = Array(repeatElement(Compression.empty, count: 500_000).joined())
        #expect(throws: ContentCodingError.self) { try decode([Compression.deflate(members)[...]], "gzip, gzip") }
    }
}
