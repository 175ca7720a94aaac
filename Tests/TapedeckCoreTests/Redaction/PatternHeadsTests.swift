// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct PatternHeadsTests {
    private let heads = PatternHeads(["sk-", "sess-", "REDACTED", "sked"].map { Array($0.utf8) })

    @Test(
        arguments: [
            ("", nil), ("x", nil), ("sk-", 0), ("xsk-", 1), ("ask s RE sk-", 9),
            ("a ses", 2), ("ske", 0), ("sesame", 0),
            ("RED", 0), ("reds k-", nil),
            ("xs", 1), ("xsk", 1), ("xse", 1), ("xR", 1), ("xRE", 1), ("xRXX", nil), ("xxx", nil),
        ] as [(String, Int?)]
    )
    func `finds the first place where a pattern may begin`(_ row: (text: String, place: Int?)) {
        #expect(heads.first(in: Array(row.text.utf8), from: 0) == row.place)
    }

    @Test func `looks from a place on`() {
        let bytes = Array("sk- sk-".utf8)
        #expect(heads.first(in: bytes, from: 1) == 4)
        #expect(heads.first(in: bytes, from: 5) == nil)
        #expect(heads.first(in: bytes, from: 7) == nil)
    }
}
