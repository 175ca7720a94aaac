// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens
import Testing

@Suite struct TokenEncodingTests {
    @Test func `empty text has no tokens`() {
        #expect(TokenEncoding.o200kBase.encode("").isEmpty)
        #expect(TokenEncoding.o200kBase.count(utf8: []) == 0)
        #expect(TokenEncoding.o200kBase.decode([]) == [])
    }

    @Test func `a part of a text counts like a text of its own`() {
        let text = "Tapes: 🏳️‍🌈 and more tapes"
        let part = text.dropFirst(7).dropLast(6)
        #expect(TokenEncoding.o200kBase.encode(part) == TokenEncoding.o200kBase.encode(String(part)))
    }

    @Test(arguments: [
        [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80, 0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80],
        [0x61, 0xF4, 0x90, 0x80, 0x80, 0x62],
    ])
    func `invalid UTF-8 is repaired as a String repairs it`(bytes: [UInt8]) {
        let repaired = String(decoding: bytes, as: UTF8.self)
        #expect(TokenEncoding.cl100kBase.encode(utf8: bytes) == TokenEncoding.cl100kBase.encode(repaired))
        #expect(TokenEncoding.o200kBase.count(utf8: bytes) == TokenEncoding.o200kBase.count(repaired))
    }

    @Test func `bytes that are cut anywhere are encoded without a crash`() {
        let bytes = Array("don't 👨‍👩‍👧‍👦 'ſ e\u{301} 日本".utf8)
        for start in bytes.indices {
            for end in start...bytes.count {
                #expect(TokenEncoding.o200kBase.count(utf8: bytes[start..<end]) <= end * 3)
            }
        }
    }

    @Test func `special tokens in a text are ordinary text`() {
        let tokens = TokenEncoding.o200kBase.encode("<|endoftext|>")
        #expect(tokens.count > 1 && !tokens.contains(199_999))
        #expect(TokenEncoding.o200kBase.bytes(of: 199_999) == Array("<|endoftext|>".utf8))
    }

    @Test func `a character of several tokens is one fragment`() {
        #expect(TokenEncoding.cl100kBase.encode("𓀀").count > 1)
        #expect(TokenEncoding.cl100kBase.fragments(of: "a𓀀b") == ["a", "𓀀", "b"])
        #expect(TokenEncoding.o200kBase.fragments(of: "Hello world") == ["Hello", " world"])
    }
}
