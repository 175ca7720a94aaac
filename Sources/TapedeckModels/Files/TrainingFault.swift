// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A rule that a training file breaks.
package struct TrainingFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The subject of the fault.
    package enum Kind: Sendable, Hashable {
        /// The number of examples.
        case count
        /// The format of the lines, or that the job needs another.
        case format
        /// A line that cannot be read.
        case line
        /// An example that breaks a rule.
        case example
    }

    /// The subject of the fault.
    package let kind: Kind
    /// The line, from 1; `nil` when it is about the file as a whole.
    package let line: Int?
    /// What is wrong and where, as the service says it, such as
    /// `Example 3, message 2 Discriminator 'role' is missing in value`.
    package let description: String

    init(_ kind: Kind, line: Int? = nil, _ description: String) {
        self.kind = kind
        self.line = line
        self.description = description
    }
}
