// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A format that a job's method or model cannot use.
struct FormatMismatch: CustomStringConvertible {
    let description: String

    init?(of format: TrainingFormat, _ rules: TrainingRules) {
        let file = "Invalid file format. Input file \(rules.fileName) is in the \(format.rawValue) format"
        guard format.method == rules.method else {
            description =
                "\(file), but the specified fine-tuning job is not using '\(format.method.rawValue)' as the training "
                + "method (provided method=\(rules.method.rawValue)). "
            return
        }
        guard (format == .completion) != rules.model.takesPrompts else { return nil }
        description =
            rules.model.takesPrompts
            ? "\(file), but the specified model \(rules.model.snapshot) is a base model and requires "
                + "prompt-completion-formatted data."
            : "\(file), but the specified model \(rules.model.snapshot) is a chat model and requires chat-formatted data."
    }
}
