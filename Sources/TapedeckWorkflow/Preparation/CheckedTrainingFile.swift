// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// A training or validation file that meets the rules of the service.
package struct CheckedTrainingFile: Sendable {
    /// Maximum number of faults in a message.
    private static let faults = 20

    /// The name of the file, without folders.
    let name: String
    /// The bytes of the file: chat examples as JSON lines.
    let content: [UInt8]
    /// The numbers of examples, tokens and bytes.
    let summary: TrainingFileSummary
    /// The model to tune.
    let model: OpenAIModel

    /// Checks the content of a file.
    /// - Parameters:
    ///   - content: Chat examples as JSON lines.
    ///   - path: The path of the file.
    ///   - label: The name of the file in messages; nil takes its path.
    ///   - model: The model to tune, whose rules apply.
    ///   - part: Whether it is the training or the validation file.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming the file and each fault with its line.
    init(
        _ content: [UInt8],
        path: String,
        label: String? = nil,
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
        let label = label ?? path
        let rules = TrainingRules(model: tunable, part: part, fileName: label)
        let (report, _) = TrainingFile.read(content[...], rules: rules, faultLimit: Self.faults)
        guard report.faults.isEmpty else {
            let lines = report.faults.map { fault in
                "\n  " + (fault.line.map { "line \($0): " } ?? "") + fault.description
            }
            let count = lines.count == Self.faults ? "\(lines.count) or more" : "\(lines.count)"
            throw .badInput(
                "\(label) is not what the service takes as a \(part.rawValue) file (\(count) "
                    + "\(lines.count == 1 ? "fault" : "faults")):\(lines.joined())"
            )
        }
        name = DiskFile.name(of: path)
        self.content = content
        summary = report.summary
        self.model = tunable
    }

    /// Reads a training file and checks it.
    /// - Parameters:
    ///   - path: The file.
    ///   - model: The model to tune, whose rules apply.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming the file and each fault with its line.
    package init(training path: String, model: String) throws(WorkflowError) {
        try self.init(try DiskFile.read(path), path: path, model: model, part: .training)
    }

    /// Reads a validation file and checks it.
    /// - Parameters:
    ///   - path: The file.
    ///   - model: The model to tune, whose rules apply.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming the file and each fault with its line.
    package init(validation path: String, model: String) throws(WorkflowError) {
        try self.init(try DiskFile.read(path), path: path, model: model, part: .validation)
    }
}
