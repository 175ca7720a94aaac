// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A file of chat examples that the service takes.
package struct PreparedFile: Sendable, Hashable {
    /// Where it was written.
    package let path: String
    /// Its examples.
    package let examples: Int
    /// The tokens of one pass over it.
    package let tokens: Int
    /// The tokens of its longest example.
    package let longestExample: Int
    /// Examples longer than the model takes, which the service cuts at their end.
    package let cutExamples: Int
    /// Its bytes.
    package let bytes: Int
}
