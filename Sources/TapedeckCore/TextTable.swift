// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Columns of text: the first to the left, the others to the right.
package struct TextTable: CustomStringConvertible {
    private let rows: [[String]]
    private let names: Int

    /// Creates a table.
    /// - Parameters:
    ///   - rows: The cells of each row; rows may differ in length.
    ///   - names: The number of columns to the left.
    package init(rows: [[String]], names: Int = 1) {
        self.rows = rows
        self.names = names
    }

    /// The lines, each with its line end, without spaces behind their last cells.
    package var description: String {
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
