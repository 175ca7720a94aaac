// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Columns of text: the first to the left, the others to the right.
struct TextTable: CustomStringConvertible {
    let rows: [[String]]
    /// Number of columns to the left.
    var names = 1

    var description: String {
        let rows = rows.map { $0.map(VisibleText.line) }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < names ? cell + padding : padding + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(through: line.lastIndex { $0 != " " } ?? line.startIndex)) + "\n"
        }
        .joined()
    }
}
