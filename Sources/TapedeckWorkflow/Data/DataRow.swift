// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A row of a file before fields are mapped: its cells in order, and the line it begins at.
struct DataRow {
    struct Cell {
        let column: String
        /// The text; nil when the row has the column and nothing in it.
        let text: String?
    }

    let cells: [Cell]
    /// Where the row stands, such as `line 7` or `row 3`, for messages.
    let place: String

    subscript(column: String) -> Cell? { cells.last { $0.column == column } }
}
