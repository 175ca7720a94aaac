// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// Holds a training file against the rules of the service before it is sent.
struct TrainingFileCheck {
    /// Faults that are named at most.
    private static let faults = 20

    let summary: TrainingFileSummary
    /// The model by whose rules the file was checked.
    let model: OpenAIModel

    /// Checks a file.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming the file and each fault with its line.
    init(
        _ content: [UInt8],
        path: String,
        model: String,
        part: TrainingRules.Part
    ) throws(WorkflowError) {
        guard let tunable = OpenAIModel.tunable(model), tunable.tuningMethods.contains(.supervised) else {
            let known = OpenAIModel.all.filter { $0.tuningMethods.contains(.supervised) }.map(\.id)
            let nearest = Spelling.nearest(to: model, among: known).map { " Did you mean '\($0)'?" } ?? ""
            throw .badInput(
                "The model '\(model)' cannot be fine-tuned by examples.\(nearest) "
                    + "Those that can are \(known.joined(separator: ", "))."
            )
        }
        let rules = TrainingRules(model: tunable, part: part, fileName: path)
        let (report, _) = TrainingFile.read(content[...], rules: rules, faultLimit: Self.faults)
        guard report.faults.isEmpty else {
            let lines = report.faults.map { fault in
                "\n  " + (fault.line.map { "line \($0): " } ?? "") + fault.description
            }
            let count = lines.count == Self.faults ? "\(lines.count) or more" : "\(lines.count)"
            throw .badInput(
                "\(path) is not what the service takes as a \(part.rawValue) file (\(count) "
                    + "\(lines.count == 1 ? "fault" : "faults")):\(lines.joined())"
            )
        }
        summary = report.summary
        self.model = tunable
    }
}
