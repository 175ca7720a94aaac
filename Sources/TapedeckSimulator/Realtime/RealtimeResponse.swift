// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// A response whose text or calls are written, but whose events are not.
struct RealtimeResponse: Sendable {
    /// An item in the making: its parts are the tokens of its text or arguments.
    struct Part: Sendable {
        /// The name of the function, for a call.
        let name: String?
        let pieces: [String]
    }

    let parts: [Part]
    let isTruncated: Bool
    let configuration: RealtimeConfiguration
    let metadata: JSONValue
    /// The conversation that it belongs to; `nil` for one that is apart.
    let conversationID: String?
    let inputTokens: Int
    let outputTokens: Int
    let rateLimit: RateLimit
    /// The identifier of the item before it.
    let previousID: String?
    /// `final_answer` and the like, for models that tell.
    let phase: String?

    /// Writes the events, and the items that the conversation gets.
    /// - Parameters:
    ///   - events: Takes the events.
    ///   - limit: Number of deltas after which the client cancels; `nil` when it does not.
    /// - Returns: The items.
    func write(to events: inout RealtimeEvents, cancellingAfter limit: Int? = nil) -> [RealtimeItem] {
        let id = events.id("resp")
        var items: [RealtimeItem] = []
        var rest = limit ?? .max
        events.add("response.created", [("response", document(id, "in_progress", [], usage: nil))])
        var previousID = previousID
        for (index, part) in parts.enumerated() where rest > 0 {
            let shown = part.pieces.prefix(rest)
            rest -= shown.count
            let isCut = isTruncated && index == parts.count - 1
            let place = Place(responseID: id, index: index, previousID: previousID)
            let item = write(part, shown, isWhole: !isCut && shown.count == part.pieces.count, at: place, to: &events)
            previousID = item.id
            items.append(item)
        }
        let status = rest == 0 ? "cancelled" : isTruncated ? "incomplete" : "completed"
        events.add("response.done", [("response", document(id, status, items, usage: usage(limit)))])
        events.add(
            "rate_limits.updated",
            [
                (
                    "rate_limits",
                    [
                        [
                            "name": "tokens", "limit": .integer(rateLimit.tokens),
                            "remaining": .integer(max(0, rateLimit.tokens - inputTokens)),
                            "reset_seconds": .number(JSONNumber(0.004)),
                        ]
                    ]
                )
            ]
        )
        return items
    }

    /// The place of an item.
    private struct Place {
        let responseID: String
        let index: Int
        let previousID: String?

        var response: [(String, JSONValue)] {
            [("response_id", .string(responseID)), ("output_index", .integer(index))]
        }
    }

    private func write(
        _ part: Part,
        _ pieces: ArraySlice<String>,
        isWhole: Bool,
        at place: Place,
        to events: inout RealtimeEvents
    ) -> RealtimeItem {
        let text = pieces.joined()
        let itemID = events.id("item")
        let kind: RealtimeItem.Kind =
            if let name = part.name {
                .call(id: events.identifiers.realtimeCall(), name: name, arguments: text)
            } else {
                .message(role: "assistant", content: [["type": "output_text", "text": .string(text)]], text: text)
            }
        var item = RealtimeItem(id: itemID, kind: kind, status: .inProgress, phase: part.name == nil ? phase : nil)
        announce(item, place, "added", to: &events)
        let members: [(String, JSONValue)] = [
            ("response_id", .string(place.responseID)), ("item_id", .string(itemID)),
            ("output_index", .integer(place.index)),
        ]
        if case .call(let callID, let name, _) = kind {
            let members = members + [("call_id", .string(callID))]
            for piece in pieces { events.add("response.function_call_arguments.delta", members, delta: piece) }
            let done: [(String, JSONValue)] = [("name", .string(name)), ("arguments", .string(text))]
            events.add("response.function_call_arguments.done", members + done)
        } else {
            let members = members + [("content_index", 0)]
            events.add("response.content_part.added", members + [("part", ["type": "text", "text": ""])])
            for piece in pieces { events.add("response.output_text.delta", members, delta: piece) }
            events.add("response.output_text.done", members + [("text", .string(text))])
            events.add("response.content_part.done", members + [("part", ["type": "text", "text": .string(text)])])
        }
        item.status = isWhole ? .completed : .incomplete
        announce(item, place, "done", to: &events)
        return item
    }

    /// Adds the events about an item as a whole, of the conversation and of the response.
    private func announce(_ item: RealtimeItem, _ place: Place, _ word: String, to events: inout RealtimeEvents) {
        let ofResponse = place.response + [("item", item.document)]
        if word == "added" { events.add("response.output_item.added", ofResponse) }
        if conversationID != nil {
            events.add(
                "conversation.item.\(word)",
                [("previous_item_id", .optional(place.previousID)), ("item", item.document)]
            )
        }
        if word == "done" { events.add("response.output_item.done", ofResponse) }
    }

    private func document(_ id: String, _ status: String, _ items: [RealtimeItem], usage: JSONValue?) -> JSONValue {
        let details: JSONValue =
            switch status {
            case "cancelled": ["type": "cancelled", "reason": "client_cancelled"]
            case "incomplete": ["type": "incomplete", "reason": "max_output_tokens"]
            default: nil
            }
        return [
            "object": "realtime.response", "id": .string(id), "status": .string(status), "status_details": details,
            "output": .array(items.map(\.document)), "conversation_id": .optional(conversationID),
            "output_modalities": [.string(configuration.modality)],
            "max_output_tokens": RealtimeConfiguration.limitDocument(configuration.tokenLimit),
            "audio": configuration.audio.responseDocument, "usage": usage ?? .null, "metadata": metadata,
        ]
    }

    private func usage(_ limit: Int?) -> JSONValue {
        let output = min(outputTokens, limit ?? outputTokens)
        return [
            "total_tokens": .integer(inputTokens + output), "input_tokens": .integer(inputTokens),
            "output_tokens": .integer(output),
            "input_token_details": [
                "text_tokens": .integer(inputTokens), "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 0,
                "cached_tokens_details": ["text_tokens": 0, "audio_tokens": 0, "image_tokens": 0],
            ],
            "output_token_details": ["text_tokens": .integer(output), "audio_tokens": 0],
        ]
    }
}
