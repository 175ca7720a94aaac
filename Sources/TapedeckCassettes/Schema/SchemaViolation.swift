// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import TapedeckCore

/// A place at which a document is not what its schema says.
public struct SchemaViolation: Sendable, Hashable {
    /// The place.
    public var path: JSONPath
    /// What the schema allows there.
    public let expected: String
    /// What is there.
    public let got: String
    /// Whether the description is known to be wrong about it, so that it says nothing about the answer.
    public var isQuirk = false

    /// One line that says all of it.
    public var message: String { "\(path): expected \(expected), got \(got)" }
}
