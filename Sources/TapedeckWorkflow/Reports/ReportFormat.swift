// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A form in which a comparison is written.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// Aligned columns for a terminal.
    case table
    /// Tables in GitHub's Markdown.
    case markdown
    /// One object with scores in full precision.
    case json
    /// A row for each model, scores in full precision.
    case csv
    /// One page that needs nothing else.
    case html
}

extension Comparison {
    /// Writes the comparison; the same comparison gives the same bytes.
    /// - Parameters:
    ///   - format: The form.
    ///   - title: The heading of a page; other forms have none.
    /// - Returns: The whole text, with a newline at the end.
    package func report(_ format: ReportFormat, title: String = "Model comparison") -> String {
        switch format {
        case .table: TableReport(comparison: self).text
        case .markdown: MarkdownReport(comparison: self).text
        case .json: JSONReport(comparison: self).json.text(indent: 2) + "\n"
        case .csv: CSVReport(comparison: self).text
        case .html: HTMLReport(comparison: self, title: title).text
        }
    }
}
