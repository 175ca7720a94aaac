// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A format of comparison reports.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
    /// Aligned columns for a terminal.
    case table
    /// Tables in GitHub's Markdown.
    case markdown
    /// A JSON object, with scores in full precision.
    case json
    /// Comma-separated values: a row per model, with scores in full precision.
    case csv
    /// An HTML page with all samples, in one file.
    case html
}

extension Comparison {
    /// The comparison as a report; the same comparison gives the same bytes.
    /// - Parameters:
    ///   - format: The format.
    ///   - title: The heading of an HTML page; other formats have none.
    /// - Returns: The text of the report, with a newline at the end.
    public func report(_ format: ReportFormat, title: String = "Model comparison") -> String {
        switch format {
        case .table: TableReport(comparison: self).text
        case .markdown: MarkdownReport(comparison: self).text
        case .json: JSONReport(comparison: self).json.text(indent: 2) + "\n"
        case .csv: CSVReport(comparison: self).text
        case .html: HTMLReport(comparison: self, title: title).text
        }
    }
}
