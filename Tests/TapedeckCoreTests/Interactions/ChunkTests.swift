// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct ChunkTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let chunks: [(offset: Int, length: Int)]
        let length: Int
        let areContiguous: Bool
    }

    static let cases = [
        Case(testDescription: "none", chunks: [], length: 5, areContiguous: true),
        Case(testDescription: "one", chunks: [(0, 5)], length: 5, areContiguous: true),
        Case(testDescription: "end to end", chunks: [(0, 2), (2, 1), (3, 2)], length: 5, areContiguous: true),
        Case(testDescription: "too short", chunks: [(0, 2), (2, 1)], length: 5, areContiguous: false),
        Case(testDescription: "too long", chunks: [(0, 2), (2, 4)], length: 5, areContiguous: false),
        Case(testDescription: "a gap", chunks: [(0, 2), (3, 2)], length: 5, areContiguous: false),
        Case(testDescription: "an overlap", chunks: [(0, 3), (2, 3)], length: 5, areContiguous: false),
        Case(testDescription: "another order", chunks: [(2, 3), (0, 2)], length: 5, areContiguous: false),
        Case(testDescription: "a late beginning", chunks: [(1, 4)], length: 5, areContiguous: false),
        Case(testDescription: "an empty chunk", chunks: [(0, 5), (5, 0)], length: 5, areContiguous: false),
        Case(testDescription: "an empty chunk of an empty body", chunks: [(0, 0)], length: 0, areContiguous: false),
        Case(testDescription: "a negative length", chunks: [(0, -1), (-1, 6)], length: 5, areContiguous: false),
        Case(
            testDescription: "a length beyond counting",
            chunks: [(0, 1), (1, .max)],
            length: 5,
            areContiguous: false
        ),
    ]

    @Test(arguments: cases)
    func `are contiguous when they cover a body end to end`(_ row: Case) {
        let chunks = row.chunks.map { Chunk(offset: $0.offset, length: $0.length, time: 0) }
        #expect(Chunk.areContiguous(chunks, covering: row.length) == row.areContiguous)
    }
}
