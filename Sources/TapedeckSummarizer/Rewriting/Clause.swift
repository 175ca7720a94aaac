// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One well-formed statement about a dialogue, in the third person.
struct Clause: Sendable {
    /// How a clause came to be said.
    enum Kind: Int, CaseIterable, Sendable {
        /// What a person says of themselves.
        case statement
        /// A proposal or request that was accepted.
        case agreed
        /// A question put together with its answer.
        case answered
        /// A question without an answer that could be used.
        case asks
        /// A request or an order.
        case requests
        /// A statement about anything else.
        case report
        /// A statement whose subject is a pronoun.
        case vague
        /// Thanks, wishes, apologies.
        case courtesy
        /// Words of a person as they are.
        case quoted
    }

    var subject: [Word]
    var predicate: [Word]
    var kind: Kind
    /// The turn it was said in.
    var turn: Int
    /// The segments of the dialogue it uses; a summary uses each once.
    var sources: [Int]
    var isShortened = false

    var words: [Word] { subject + predicate }
}
