// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Workflow: CustomStringConvertible {
    /// The steps of a run, one per line.
    public var description: String {
        var lines: [String] = []
        if let report = preparation?.report(in: "\(folder)/prepared") {
            let validation = report.validation.map { " and \($0.examples) to watch it by" } ?? ""
            let cost = report.cost.map { ", cost \(Self.cents($0))" } ?? ""
            lines.append("prepare \(counted(report.training.examples, "example")) to train on\(validation)")
            lines += configuration.models.map { "evaluate \($0.name) on \(counted(test.samples.count, "sample"))" }
            lines.append(
                "fine-tune \(configuration.fineTuning?.model ?? "") in \(counted(report.epochs, "epoch")), \(counted(report.steps, "step")), "
                    + "\(report.trainedTokens) training tokens\(cost)"
            )
            lines.append("evaluate \(configuration.fineTuning?.name ?? "") on \(counted(test.samples.count, "sample"))")
        } else {
            lines += configuration.models.map { "evaluate \($0.name) on \(counted(test.samples.count, "sample"))" }
        }
        lines.append("compare all of them in \(folder)")
        return lines.map { $0 + "\n" }.joined()
    }

    /// An amount with two decimals.
    private static func cents(_ amount: Double) -> String {
        guard amount < 1e12 else { return "\(amount)" }
        let cents = Int((amount * 100).rounded())
        return "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
