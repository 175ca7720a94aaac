// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A comparison in GitHub's Markdown.
struct MarkdownReport {
    let comparison: Comparison

    var text: String {
        let tables = ComparisonTables(comparison: comparison)
        var text = Self.escaped(tables.caption) + ".\n\n" + Self.table(tables.scores, names: 2)
        if !comparison.differences.isEmpty {
            let rows = tables.differences.flatMap { difference in
                difference.rows.map { [difference.pair, $0[0], "\(difference.count)"] + $0.dropFirst() }
            }
            let title = ["difference", "metric", "n", "points", "interval", "p"]
            text += "\n" + Comparison.differenceCaption + ".\n\n" + Self.table([title] + rows, names: 2)
        }
        if !comparison.allNotes.isEmpty {
            text += "\n" + comparison.allNotes.map { "- \(Self.escaped(ReportText.line($0)))\n" }.joined()
        }
        return text
    }

    private static func table(_ rows: [[String]], names: Int) -> String {
        guard let title = rows.first else { return "" }
        let rule = title.indices.map { $0 < names ? "---" : "---:" }
        return ([title.map(escaped), rule] + rows.dropFirst().map { $0.map(escaped) })
            .map { "| \($0.joined(separator: " | ")) |\n" }
            .joined()
    }

    /// Text that Markdown takes for text.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\\", "|", "`", "*", "_", "[", "]", "~", "#", "$", "@": escaped += "\\" + String(character)
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
