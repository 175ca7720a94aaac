// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct HTTPFieldLimitsTests {
    /// Which of the fields a message may have.
    private func admitted(_ fields: [(name: String, value: String)]) -> [Bool] {
        var limits = HTTPFieldLimits()
        return fields.map { limits.admit($0.name, $0.value) }
    }

    @Test func `the number of fields is bounded, whatever their size`() {
        let admitted = admitted(Array(repeating: ("a", ""), count: HTTPFieldLimits.count + 1))
        #expect(admitted.firstIndex(of: false) == HTTPFieldLimits.count)
    }

    @Test func `the size of all fields together is bounded, whatever their number`() {
        let half = String(repeating: "é", count: HTTPFieldLimits.bytes / 4 - 1)
        #expect(admitted([("ab", half), ("ab", half), ("a", "")]) == [true, true, false])
    }
}
