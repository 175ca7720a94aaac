// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTokens
import Testing

@Suite struct LongMergeTests {
    @Test func `a long run is merged without comparing all with all`() {
        #expect(TokenEncoding.o200kBase.count(String(repeating: "a", count: 100_000)) == 12_500)
        #expect(TokenEncoding.o200kBase.count(String(repeating: " ", count: 100_000)) == 782)
    }
}
