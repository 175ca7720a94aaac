// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Which columns of a file hold the id, the dialogue and the summary.
package struct FieldMap: Sendable, Hashable {
    /// The column of the id; nil takes `id` where there is one, and else numbers the rows from 0.
    package var id: String?
    /// The column of the text to summarise.
    package var dialogue: String
    /// The column of the reference summary.
    package var summary: String

    /// Creates a map; the defaults are the columns of SAMSum.
    package init(id: String? = nil, dialogue: String = "dialogue", summary: String = "summary") {
        self.id = id
        self.dialogue = dialogue
        self.summary = summary
    }

    /// The name a column has in a sample.
    func name(of column: String) -> String {
        switch column {
        case dialogue: "dialogue"
        case summary: "summary"
        default: column
        }
    }
}
