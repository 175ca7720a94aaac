// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// An item of a response's output, with the events that a stream has for it.
///
/// A stream sends `response.output_item.added` with ``added``, then ``events``, then `response.output_item.done` with
/// ``done``. Everything else, such as a response that is not streamed, has ``done`` alone.
struct OutputItem: Sendable {
    /// The item as it is announced: not finished, without content.
    let added: JSONValue
    /// The events between `response.output_item.added` and `response.output_item.done`.
    let events: [ItemEvent]
    /// The finished item.
    let done: JSONValue
}

/// An event of a stream about one item.
///
/// The stream adds `item_id`, `output_index`, `sequence_number` and the padding of deltas, and sorts the members.
struct ItemEvent: Sendable {
    /// The type, such as `response.web_search_call.searching`.
    let type: String
    /// The members that only this type of event has.
    let members: [JSONMember]

    /// - Parameters:
    ///   - type: The type, such as `response.web_search_call.searching`.
    ///   - members: The members that only this type of event has.
    init(_ type: String, _ members: [JSONMember] = []) {
        self.type = type
        self.members = members
    }

    /// One event for each token of a text, in which `delta` is the token's text.
    /// - Parameters:
    ///   - type: The type, such as `response.code_interpreter_call_code.delta`.
    ///   - text: The whole text.
    ///   - encoding: The encoding of the model.
    /// - Returns: The events in order.
    static func deltas(_ type: String, of text: String, _ encoding: TokenEncoding) -> [ItemEvent] {
        TokenizedText(text, encoding: encoding).pieces(encoding)
            .map { ItemEvent(type, [JSONMember(name: "delta", value: .string($0.text))]) }
    }
}
