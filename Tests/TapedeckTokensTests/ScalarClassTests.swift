// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckTokens
import Testing

@Suite struct ScalarClassTests {
    struct Blocks: Decodable {
        let starts: [UInt32]
        let o200kBase: [Int]
        let cl100kBase: [Int]

        enum CodingKeys: String, CodingKey {
            case starts
            case o200kBase = "o200k_base"
            case cl100kBase = "cl100k_base"
        }
    }

    @Test func `each scalar is split as tiktoken splits it, beside letters, digits and blanks`() throws {
        let blocks = try JSONDecoder().decode(Blocks.self, from: GoldenFile.data("scalars.json"))
        for (place, start) in blocks.starts.enumerated() {
            var text = ""
            for scalar in (start..<start + 256).compactMap(Unicode.Scalar.init) {
                text.unicodeScalars.append(contentsOf: [
                    "a", scalar, "B", scalar, "c", " ", scalar, "1", " ", scalar, "\n",
                ])
            }
            let hexadecimal = String(start, radix: 16)
            #expect(TokenEncoding.o200kBase.count(text) == blocks.o200kBase[place], "U+\(hexadecimal)")
            #expect(TokenEncoding.cl100kBase.count(text) == blocks.cl100kBase[place], "U+\(hexadecimal)")
        }
        #expect(blocks.starts.count > 300)
    }
}
