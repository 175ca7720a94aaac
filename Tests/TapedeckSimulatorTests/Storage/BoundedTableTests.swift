// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

@Suite struct BoundedTableTests {
    @Test func `drops the oldest values beyond its count or size, but keeps the last`() {
        var table = BoundedTable<Int>(countLimit: 3, sizeLimit: 10)
        for number in 0..<5 { table.add(number, as: "\(number)", size: 1) }
        #expect(table.count == 3 && table["1"] == nil && table["2"] == 2)
        table.add(5, as: "5", size: 9)
        #expect(table.count == 2 && table["4"] == 4)
        table.add(6, as: "6", size: 100)
        #expect(table.count == 1 && table["6"] == 6)
        table.replace("6", with: 7)
        table.replace("5", with: 8)
        #expect(table["6"] == 7 && table["5"] == nil)
        table.remove("6")
        #expect(table.count == 0)
    }
}
