// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCore

struct PatternHeadsTests {
    private let heads = PatternHeads(["sk-", "sess-", "REDACTED", "sked"].map { Array($0.utf8) })

    private func first(in bytes: [UInt8], from start: Int, reach: Int = 0) -> Int? {
        bytes.withUnsafeBufferPointer { heads.first(in: $0, from: start, reach: reach) }
    }

    @Test(
        arguments: [
            ("", nil), ("x", nil), ("sk-", 0), ("xsk-", 1), ("ask s RE sk-", 9),
            ("a ses", 2), ("ske", 0), ("sesame", 0),
            ("RED", 0), ("reds k-", nil),
            ("xs", 1), ("xsk", 1), ("xse", 1), ("xR", 1), ("xRE", 1), ("xRXX", nil), ("xxx", nil),
        ] as [(String, Int?)]
    )
    func `finds the first place where a pattern may begin`(_ row: (text: String, place: Int?)) {
        #expect(first(in: Array(row.text.utf8), from: 0) == row.place)
    }

    @Test func `looks from a place on`() {
        let bytes = Array("sk- sk-".utf8)
        #expect(first(in: bytes, from: 1) == 4)
        #expect(first(in: bytes, from: 5) == nil)
        #expect(first(in: bytes, from: 7) == nil)
    }

    @Test func `finds every pattern in longer bytes, and every head within reach of the end`() {
        let patterns = ["sk-x", "sess-", "REDACTED", "sked"]
        for pattern in patterns {
            for before in 0..<70 {
                for after in [0, 1, 5, 60] {
                    let text = String(repeating: "s", count: before) + pattern + String(repeating: "e", count: after)
                    #expect(first(in: Array(text.utf8), from: 0) == before)
                    #expect(first(in: Array(text.utf8), from: before) == before)
                }
            }
        }
        let text = Array((String(repeating: ".", count: 200) + "sesame" + String(repeating: ".", count: 50)).utf8)
        #expect(first(in: text, from: 0, reach: 60) == 200)
    }
}
