// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The lines of a file of JSON values, blank ones left out.
struct JSONLines {
    struct Line {
        let bytes: ArraySlice<UInt8>
        /// The number of the line, from 1.
        let number: Int
    }

    let lines: [Line]

    init(_ bytes: ArraySlice<UInt8>) {
        var lines: [Line] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            if !isBlank { lines.append(Line(bytes: line, number: number)) }
        }
        self.lines = lines
    }

    /// Whether each line is to be read by itself: the first one is a value, or no document could go on behind it.
    var isLines: Bool {
        guard let first = lines.first, lines.count > 1 else { return false }
        if (try? JSONValue(parsing: first.bytes)) != nil { return true }
        // A document laid out over lines breaks after a bracket or a comma; a bad line of many does not.
        let last = first.bytes.last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
        return last != UInt8(ascii: "{") && last != UInt8(ascii: "[") && last != UInt8(ascii: ",")
    }
}
