// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct OrderedTableTests {
    private func table(_ range: Range<Int>) -> OrderedTable<Int> {
        var table = OrderedTable<Int>()
        for number in range { table["\(number)"] = number }
        return table
    }

    @Test func `lists the newest first, or the oldest`() {
        let table = table(0..<5)
        #expect(table.page(after: nil, limit: 3)?.values == [4, 3, 2])
        #expect(table.page(after: nil, limit: 3)?.hasMore == true)
        #expect(table.page(after: "3", limit: 3)?.values == [2, 1, 0])
        #expect(table.page(after: "3", limit: 3)?.hasMore == false)
        #expect(table.page(after: "1", limit: 9, isAscending: true)?.values == [2, 3, 4])
    }

    @Test func `has no page after an unknown value`() {
        #expect(table(0..<5).page(after: "7", limit: 3) == nil)
    }

    @Test func `keeps order and cursors while values are added and removed`() {
        var table = table(0..<1000)
        for number in 0..<1000 where !number.isMultiple(of: 10) { table["\(number)"] = nil }
        table["1000"] = 1000
        #expect(table.count == 101)
        #expect(table.all == Array(stride(from: 0, through: 1000, by: 10)))
        #expect(table.page(after: "500", limit: 2)?.values == [490, 480])
        table["500"] = 501
        #expect(table.page(after: "510", limit: 1)?.values == [501])
    }

    @Test func `skips values outside the list`() {
        let page = table(0..<10).page(after: nil, limit: 2) { $0.isMultiple(of: 3) }
        #expect(page?.values == [9, 6])
        #expect(page?.hasMore == true)
    }
}
