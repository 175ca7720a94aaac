// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Something that is wrong with a cassette.
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
        /// Something looks like an API key or another credential.
        case secret
        /// An answer is not what the description of the API says.
        case schema
        /// The service answers otherwise by now.
        case drift
    }

    /// The kind of problem.
    package let kind: Kind
    /// The interaction, when it is one's.
    package let interaction: Int64?
    /// One line that says what is wrong, without the secret if it is one.
    package let message: String

    /// Creates a problem.
    package init(kind: Kind, interaction: Int64?, message: String) {
        self.kind = kind
        self.interaction = interaction
        self.message = message
    }
}
