// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct FoundInteractionsTests {
    @Test func `numbers side by side are one range`() {
        var found = FoundInteractions()
        for id in [1, 2, 3, 5, 8, 9] as [InteractionID] { found.append(id) }
        #expect(found.ranges == [1...3, 5...5, 8...9])
        #expect(found.count == 6)
        #expect(found.next == nil)
    }

    @Test func `all interactions are one range`() {
        let found = FoundInteractions(1...100_000)
        #expect(found.ranges == [1...100_000])
        #expect(found.count == 100_000)
    }
}
