// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes

/// Prints the rows of a query while they come.
protocol QueryOutput {
    /// Takes the names of the columns, before the first row.
    mutating func begin(_ names: [String])
    /// Takes a row.
    mutating func add(_ values: [QueryValue])
    /// Prints what is left, after the last row.
    mutating func end()
}
