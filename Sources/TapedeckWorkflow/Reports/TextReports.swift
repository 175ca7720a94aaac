// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// A comparison as aligned columns for a terminal.
struct TableReport {
    let comparison: Comparison

    var text: String {
        let tables = ComparisonTables(comparison: comparison)
        var text = tables.caption + "\n\n" + TextTable(rows: tables.scores, names: 2).description
        if !comparison.differences.isEmpty { text += "\n" + Comparison.differenceCaption + ":\n" }
        for (pair, count, rows) in tables.differences {
            let cells = rows.map { ["  " + $0[0], $0[1], "(\($0[2]))", "p \($0[3])", $0[4]] }
            text += "\n\(pair), n = \(count)\n" + TextTable(rows: cells).description
        }
        let notes = [comparison.pairsNote].compactMap(\.self) + comparison.allNotes
        if !notes.isEmpty { text += "\n" + notes.map { "Note: \(ReportText.line($0))\n" }.joined() }
        return text
    }
}

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
            let title = ["difference", "metric", "n", "points", "interval", "p", "samples"]
            text += "\n" + Comparison.differenceCaption + ".\n\n" + Self.table([title] + rows, names: 2)
        }
        let notes = [comparison.pairsNote].compactMap(\.self) + comparison.allNotes
        if !notes.isEmpty { text += "\n" + notes.map { "- \(Self.escaped(ReportText.line($0)))\n" }.joined() }
        return text
    }

    private static func table(_ rows: [[String]], names: Int) -> String {
        guard let title = rows.first else { return "" }
        let rule = title.indices.map { $0 < names ? "---" : "---:" }
        return ([title.map(escaped), rule] + rows.dropFirst().map { $0.map(escaped) })
            .map { "| \($0.joined(separator: " | ")) |\n" }
            .joined()
    }

    /// A text with Markdown's special characters escaped.
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

/// A comparison as comma-separated values (RFC 4180): a row per model, scores in full precision.
struct CSVReport {
    let comparison: Comparison

    var text: String {
        var rows = [["model", "type", "origin", "num_samples"]]
        for metric in comparison.metrics { rows[0] += ["", "_low", "_high"].map { metric.name + $0 } }
        for model in comparison.models {
            var row = [
                model.name, model.kind?.rawValue ?? "", model.origin.rawValue, model.sampleCount.map(String.init) ?? "",
            ]
            for metric in comparison.metrics {
                let score = model[metric]
                row += [score?.mean, score?.interval?.lowerBound, score?.interval?.upperBound]
                    .map { $0.map(\.description) ?? "" }
            }
            rows.append(row)
        }
        return rows.map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { ",\"\r\n".utf8.contains($0) } || text.first == " " || text.last == " "
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
