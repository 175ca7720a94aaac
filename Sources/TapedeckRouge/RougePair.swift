// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A candidate text and the reference texts it is scored against.
public struct RougePair: Sendable, Hashable {
    /// The text under test.
    public let candidate: String
    /// The texts to compare with, in order; where F1 is equal, the first decides.
    public var references: [String] { only.map { [$0] } ?? several }

    /// One reference without an array around it, the common case.
    let only: String?
    let several: [String]

    /// Creates a pair with one reference.
    /// - Parameters:
    ///   - candidate: The text under test.
    ///   - reference: The text to compare with.
    public init(candidate: String, reference: String) {
        self.candidate = candidate
        only = reference
        several = []
    }

    /// Creates a pair with several references, of which the best counts, metric by metric.
    /// - Parameters:
    ///   - candidate: The text under test.
    ///   - references: The texts to compare with. Scoring throws when there is none.
    public init(candidate: String, references: [String]) {
        self.candidate = candidate
        only = references.count == 1 ? references[0] : nil
        several = references.count == 1 ? [] : references
    }
}
