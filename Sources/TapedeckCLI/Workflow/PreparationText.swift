// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckWorkflow

/// The report of a preparation as text.
struct PreparationText: CustomStringConvertible {
    let description: String

    init(_ report: PreparationReport) {
        var rows = [["file", "examples", "tokens", "longest", "bytes"]]
        for file in [report.training, report.validation].compactMap({ $0 }) {
            rows.append(
                [file.path] + [file.examples, file.tokens, file.longestExample, file.bytes].map { "\($0)" }
            )
        }
        var text = TextTable(rows: rows).description
        text += "\(counted(report.epochs, "epoch")), \(counted(report.steps, "step")), "
        text += counted(report.trainedTokens, "training token")
        if let cost = report.cost { text += ", cost \(RougeReport.fixed(cost, 2))" }
        let truncated = report.training.truncatedExamples
        if truncated > 0 {
            text +=
                "\n\(counted(truncated, "example is", "examples are")) longer than the model takes; the service cuts off what is too long"
        }
        description = text + "\n"
    }
}
