// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A file of chat examples that the service takes.
public struct PreparedFile: Sendable, Hashable {
    /// Where it was written.
    public let path: String
    /// Its examples.
    public let examples: Int
    /// The tokens of one pass over it.
    public let tokens: Int
    /// The tokens of its longest example.
    public let longestExample: Int
    /// Examples longer than the model takes, which the service cuts at their end.
    public let cutExamples: Int
    /// Its bytes.
    public let bytes: Int
}
