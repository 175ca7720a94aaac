// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The two output streams: results go to stdout, everything else to stderr.
enum Terminal {
    /// Writes a line of a result.
    static func print(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    /// Writes a line about the work.
    static func note(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    /// Writes the line that says why a command ended.
    static func printError(_ message: String) {
        note("Error: \(message)")
    }

    /// Whether a person reads stderr.
    static var isInteractive: Bool { isatty(FileHandle.standardError.fileDescriptor) == 1 }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away, such as `head`, is no error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// Text in columns.
struct Table {
    private var rows: [[String]]
    private let rightAligned: Set<Int>

    init(_ header: [String], rightAligned: Set<Int> = []) {
        self.rows = [header]
        self.rightAligned = rightAligned
    }

    mutating func add(_ row: [String]) {
        rows.append(row)
    }

    var lines: [String] {
        let widths = rows.reduce(into: [Int](repeating: 0, count: rows[0].count)) { widths, row in
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                let space = String(repeating: " ", count: widths[index] - cell.count)
                return rightAligned.contains(index) ? space + cell : cell + space
            }
            let line = cells.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
    }
}
