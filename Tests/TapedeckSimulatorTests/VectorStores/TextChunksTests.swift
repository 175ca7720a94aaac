// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens
import Testing

@testable import TapedeckSimulator

struct TextChunksTests {
    @Test(arguments: [1, 99, 100, 101, 149, 150, 151, 200, 333, 1000], [(100, 50), (100, 0), (150, 30)])
    func `chunks have the asked length and overlap, and cover the text`(count: Int, sizes: (Int, Int)) throws {
        // Each word is one token.
        let text = Array(repeating: " word", count: count).joined()
        let ranges = try TextChunks.ranges(of: Array(text.utf8), ChunkSizes(length: sizes.0, overlap: sizes.1))
        let step = sizes.0 - sizes.1
        #expect(ranges.first?.lowerBound == 0)
        #expect(ranges.last?.upperBound == text.utf8.count)
        for (index, range) in ranges.enumerated() {
            #expect(range.lowerBound == index * step * 5)
            #expect(range.count <= sizes.0 * 5)
            if index < ranges.count - 1 { #expect(range.count == sizes.0 * 5) }
        }
        // The last chunk is needed: the one before does not reach the end.
        if ranges.count > 1 { #expect(ranges[ranges.count - 2].upperBound < text.utf8.count) }
    }

    @Test func `chunks begin and end between characters`() throws {
        let text = String(repeating: "𓀀🏳️‍🌈é狐", count: 200)
        let bytes = Array(text.utf8)
        for range in try TextChunks.ranges(of: bytes, ChunkSizes(length: 100, overlap: 37)) {
            #expect(String(validating: bytes[range], as: UTF8.self) != nil)
        }
    }
}
