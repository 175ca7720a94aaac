// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge
import TapedeckWorkflow

/// The table of one model's scores as text.
struct ResultTable: CustomStringConvertible {
    let description: String

    init(_ results: EvaluationResults) {
        var rows = [["metric", "F"]]
        if let bootstrap = results.bootstrap {
            rows[0].append("\(RougeReport.fixed(bootstrap.confidence * 100, 1)) % interval")
        }
        for score in results.scores {
            var row = [score.metric.name, RougeReport.fixed(score.mean * 100, 2)]
            if let interval = score.interval {
                let bounds = [interval.lowerBound, interval.upperBound].map { RougeReport.fixed($0 * 100, 2) }
                row.append("\(bounds[0]) to \(bounds[1])")
            }
            rows.append(row)
        }
        let count = results.sampleCount ?? 0
        let title = "\(results.modelName): \(counted(count, "sample")), means in percent"
        description = title + (results.isSimulated ? "; simulated\n" : "\n") + TextTable(rows: rows).description
    }
}
