// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A comparison for a terminal.
struct TableReport {
    let comparison: Comparison

    var text: String {
        let tables = ComparisonTables(comparison: comparison)
        var text = tables.caption + "\n\n" + Self.aligned(tables.scores, names: 2)
        if !comparison.differences.isEmpty { text += "\n" + Comparison.differenceCaption + ":\n" }
        for (pair, count, rows) in tables.differences {
            let cells = rows.map { ["  " + $0[0], $0[1], "(\($0[2]))", "p \($0[3])"] }
            text += "\n\(pair), n = \(count)\n" + Self.aligned(cells, names: 1)
        }
        if !comparison.allNotes.isEmpty {
            text += "\n" + comparison.allNotes.map { "Note: \(ReportText.line($0))\n" }.joined()
        }
        return text
    }

    /// Columns of text, the first to the left and the others to the right.
    private static func aligned(_ rows: [[String]], names: Int) -> String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < names ? cell + padding : padding + cell
            }
            return cells.joined(separator: "  ") + "\n"
        }
        .joined()
    }
}
