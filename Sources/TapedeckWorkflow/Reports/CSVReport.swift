// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckRouge

/// A comparison as comma-separated values (RFC 4180): a row for each model, shares in full precision.
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
