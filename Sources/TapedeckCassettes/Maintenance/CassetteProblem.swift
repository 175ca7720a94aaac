// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// A problem found by verifying a cassette.
package struct CassetteProblem: Sendable, Hashable {
    /// The kind of problem.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The SQLite file is damaged, or a row does not hold what its table promises.
        case structure
        /// A body does not have its digest or length.
        case digest
        /// The chunks of a body leave gaps, overlap, or do not cover it.
        case chunks
        /// A fingerprint is not that of its request under the cassette's rules.
        case fingerprint
        /// A text looks like an API key or another credential.
        case secret
        /// A response does not conform to the OpenAPI description.
        case schema
        /// The service gives another response now.
        case drift
    }

    /// The kind of problem.
    package let kind: Kind
    /// The number of the interaction; `nil` when the problem is one of the whole file.
    package let interaction: Int64?
    /// One line that says what is wrong, without the secret if it is one.
    package let message: String
    /// The next step, where its wording depends on the interface.
    package let remedy: Remedy?

    /// Creates a problem.
    package init(kind: Kind, interaction: Int64?, message: String, remedy: Remedy? = nil) {
        self.kind = kind
        self.interaction = interaction
        self.message = message
        self.remedy = remedy
    }

    /// The problem and the next step, in the terms of an interface.
    package func text(for interface: Remedy.Interface) -> String {
        remedy.map { "\(message); \($0.clause(for: interface))" } ?? message
    }
}
