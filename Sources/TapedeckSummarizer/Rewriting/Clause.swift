// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One well-formed statement about a dialogue, in the third person.
struct Clause: Sendable {
    /// The origin of a clause.
    enum Kind: Int, CaseIterable, Sendable {
        /// A statement about the speaker.
        case statement
        /// A proposal or request that was accepted.
        case agreed
        /// A question combined with its answer.
        case answered
        /// A question without a usable answer.
        case asks
        /// A request or an order.
        case requests
        /// A statement about anything else.
        case report
        /// A statement whose subject is a pronoun.
        case vague
        /// Thanks, wishes, apologies.
        case courtesy
        /// A quotation.
        case quoted
    }

    var subject: [Word]
    var predicate: [Word]
    var kind: Kind
    /// Index of its turn.
    var turn: Int
    /// The segments it uses; a summary uses each at most once.
    var sources: [Int]
    var isShortened = false

    var words: [Word] { subject + predicate }
}
