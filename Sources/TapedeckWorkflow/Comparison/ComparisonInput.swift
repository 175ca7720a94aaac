// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A file or folder to compare, with the name that its model shall have.
package struct ComparisonInput: Sendable, Hashable {
    /// An `eval_results.json`, a `predictions.jsonl`, or a folder that holds them.
    package let path: String
    /// The name of the model; nil takes the one in the file.
    package let label: String?

    /// Creates an input.
    /// - Parameters:
    ///   - path: An `eval_results.json`, a `predictions.jsonl`, or a folder that holds them.
    ///   - label: The name of the model; nil takes the one in the file.
    package init(path: String, label: String? = nil) {
        self.path = path
        self.label = label
    }
}
