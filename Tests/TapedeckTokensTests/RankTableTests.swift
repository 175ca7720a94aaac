// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens
import Testing

@Suite struct RankTableTests {
    @Test(arguments: [(TokenEncoding.o200kBase, 199_998), (.cl100kBase, 100_256)])
    func `every rank has bytes of its own, and no other number has any`(encoding: TokenEncoding, count: Int) {
        var seen: Set<[UInt8]> = []
        for token in 0..<count { seen.insert(encoding.bytes(of: token) ?? []) }
        #expect(seen.count == count && !seen.contains([]))
        #expect(encoding.bytes(of: count) == nil)
        #expect(encoding.bytes(of: -1) == nil)
        #expect(encoding.decode([1, .max]) == nil)
    }
}
