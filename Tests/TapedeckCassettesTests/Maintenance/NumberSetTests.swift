// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCassettes

struct NumberSetTests {
    @Test(arguments: [("", ""), ("3", "3"), ("1-4,7", "1-4,7"), ("7,1-4,3-5", "1-5,7"), ("2,1,3", "1-3")])
    func `reads what it writes`(text: String, expected: String) {
        #expect(NumberSet(text)?.description == expected)
    }

    @Test(arguments: ["x", "0", "-1", "4-2", "1-2-3", "1,,2x", "9223372036854775807"])
    func `refuses what is no list of numbers`(text: String) {
        #expect(NumberSet(text) == nil)
    }

    @Test func `knows its members`() {
        var set = NumberSet()
        for id: Int64 in [5, 1, 2, 3, 9, 2] { set.insert(id) }
        #expect(set.description == "1-3,5,9" && set.count == 5)
        #expect((0...10).filter { set.contains($0) } == [1, 2, 3, 5, 9])
    }
}
