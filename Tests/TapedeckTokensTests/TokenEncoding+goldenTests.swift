// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTokens
import Testing

@Suite struct TokenEncodingGoldenTests {
    struct Text: Decodable {
        let text: String
        let o200kBase: [Int]
        let cl100kBase: [Int]

        enum CodingKeys: String, CodingKey {
            case text
            case o200kBase = "o200k_base"
            case cl100kBase = "cl100k_base"
        }
    }

    private static let texts = Result { try GoldenFile.records("texts.jsonl", as: Text.self) }

    @Test func `every text gives tiktoken's tokens`() throws {
        let texts = try Self.texts.get()
        for text in texts {
            #expect(TokenEncoding.o200kBase.encode(text.text) == text.o200kBase, "\(text.text.debugDescription)")
            #expect(TokenEncoding.cl100kBase.encode(text.text) == text.cl100kBase, "\(text.text.debugDescription)")
        }
        #expect(texts.count == 365)
    }

    @Test func `a count is the number of tokens`() throws {
        for text in try Self.texts.get() {
            #expect(TokenEncoding.o200kBase.count(text.text) == text.o200kBase.count)
            #expect(TokenEncoding.cl100kBase.count(utf8: Array(text.text.utf8)) == text.cl100kBase.count)
        }
    }

    @Test func `decoded tokens are the text again`() throws {
        for text in try Self.texts.get() {
            #expect(TokenEncoding.o200kBase.decode(text.o200kBase) == Array(text.text.utf8))
            #expect(TokenEncoding.cl100kBase.decode(text.cl100kBase) == Array(text.text.utf8))
        }
    }

    @Test func `fragments join to the text, and each ends with a whole character's scalar`() throws {
        for text in try Self.texts.get() {
            let fragments = TokenEncoding.o200kBase.fragments(of: text.text)
            #expect(fragments.joined().utf8.elementsEqual(text.text.utf8))
            #expect(fragments.count <= text.o200kBase.count)
        }
    }
}
