// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Bytes with marks in them that keep their places while the bytes are edited.
struct EditedText {
    private(set) var bytes: [UInt8]
    /// Positions in ascending order; one inside of what is replaced goes to the end of the replacement.
    private(set) var marks: [Int]
    private(set) var isChanged = false

    init(_ bytes: [UInt8], marks: [Int] = []) {
        self.bytes = bytes
        self.marks = marks
    }

    /// Applies edits that are in order and do not overlap.
    mutating func apply(_ edits: [Edit]) {
        guard !edits.isEmpty else { return }
        isChanged = true
        var edited: [UInt8] = []
        edited.reserveCapacity(bytes.count)
        var copied = 0
        var mark = 0
        for edit in edits {
            while mark < marks.count, marks[mark] <= edit.range.lowerBound {
                marks[mark] += edited.count - copied
                mark += 1
            }
            edited.append(contentsOf: bytes[copied..<edit.range.lowerBound])
            edited.append(contentsOf: edit.bytes)
            copied = edit.range.upperBound
            while mark < marks.count, marks[mark] < copied {
                marks[mark] = edited.count
                mark += 1
            }
        }
        while mark < marks.count {
            marks[mark] += edited.count - copied
            mark += 1
        }
        edited.append(contentsOf: bytes[copied...])
        bytes = edited
    }
}
