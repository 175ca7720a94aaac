// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

typealias ResponseMember = (name: String, value: ResponseValue)

/// An output item with places for its identifiers, and its events in a stream.
struct ItemTemplate: Sendable {
    struct Event: Sendable {
        let type: String
        let members: [ResponseMember]
        /// Length of `delta` in Unicode scalars, if the event is padded.
        var paddedLength: Int?
    }

    /// The identifier.
    let id: ResponseValue
    let added: ResponseValue
    var events: [Event] = []
    let done: ResponseValue
}

extension ItemTemplate {
    /// An item that a hosted tool made, with its identifiers.
    init(_ item: OutputItem) {
        id = .value(item.done["id"] ?? .null)
        added = .value(item.added)
        done = .value(item.done)
        events = item.events.map { event in
            let delta = event.type.hasSuffix(".delta") ? event.members.first { $0.name == "delta" }?.value.string : nil
            return Event(
                type: event.type,
                members: event.members.map { ($0.name, .value($0.value)) },
                paddedLength: delta?.unicodeScalars.count
            )
        }
    }
}

/// A maker of the items that a model writes itself.
struct ItemWriter {
    let encoding: TokenEncoding
    /// Whether messages say if they are the final answer.
    let hasPhase: Bool
    /// Prefixes of the items' identifiers, in the order of their numbers.
    private(set) var prefixes: [String] = []
    /// Number of tool calls.
    private(set) var callCount = 0
    private var secretCount = 0

    init(encoding: TokenEncoding, hasPhase: Bool) {
        self.encoding = encoding
        self.hasPhase = hasPhase
    }

    private mutating func identifier(_ prefix: String) -> ResponseValue {
        prefixes.append(prefix)
        return .string(.item(prefixes.count - 1))
    }

    // MARK: - Messages

    /// A message with one text.
    mutating func message(
        _ content: TokenizedText,
        logprobs: [JSONValue]?,
        annotations: [TextAnnotation],
        isIncomplete: Bool,
        isFinal: Bool = true
    ) -> ItemTemplate {
        let id = identifier("msg")
        let entries = logprobs ?? []
        let cited = JSONValue.array(annotations.map(\.document))
        let part = Self.part(content.text, annotations: cited, logprobs: .array(entries))
        func item(_ status: String, _ content: [JSONValue]) -> ResponseValue {
            var members: [ResponseMember] = [
                ("id", id), ("type", .value("message")), ("status", .value(.string(status))),
                ("content", .value(.array(content))),
            ]
            if hasPhase { members.append(("phase", .value(isFinal ? "final_answer" : "commentary"))) }
            return .object(members + [("role", .value("assistant"))])
        }
        let empty = Self.part("", annotations: [], logprobs: [])
        var events = [event("content_part.added", [("part", .value(empty))])]
        events += deltas(content, logprobs, annotations)
        events.append(
            event(
                "output_text.done",
                [("logprobs", .value(.array(entries))), ("text", .value(.string(content.text)))]
            )
        )
        events.append(event("content_part.done", [("part", .value(part))]))
        return ItemTemplate(
            id: id,
            added: item("in_progress", []),
            events: events,
            done: item(isIncomplete ? "incomplete" : "completed", [part])
        )
    }

    private static func part(_ text: String, annotations: JSONValue, logprobs: JSONValue) -> JSONValue {
        ["type": "output_text", "annotations": annotations, "logprobs": logprobs, "text": .string(text)]
    }

    private func event(_ type: String, _ members: [ResponseMember], padded length: Int? = nil) -> ItemTemplate.Event {
        ItemTemplate.Event(
            type: "response." + type,
            members: members + [("content_index", .value(0))],
            paddedLength: length
        )
    }

    /// A delta for each token; an annotation follows the text that it marks.
    private func deltas(
        _ content: TokenizedText,
        _ logprobs: [JSONValue]?,
        _ annotations: [TextAnnotation]
    ) -> [ItemTemplate.Event] {
        var events: [ItemTemplate.Event] = []
        var length = 0
        var cited = 0
        for piece in content.pieces(encoding) {
            let count = piece.text.unicodeScalars.count
            length += count
            let entries = logprobs.map { Array($0[piece.tokens]) } ?? []
            events.append(
                event(
                    "output_text.delta",
                    [("delta", .value(.string(piece.text))), ("logprobs", .value(.array(entries)))],
                    padded: count
                )
            )
            while cited < annotations.count, annotations[cited].end <= length {
                events.append(annotation(annotations[cited], cited))
                cited += 1
            }
        }
        while cited < annotations.count {
            events.append(annotation(annotations[cited], cited))
            cited += 1
        }
        return events
    }

    private func annotation(_ annotation: TextAnnotation, _ index: Int) -> ItemTemplate.Event {
        event(
            "output_text.annotation.added",
            [("annotation", .value(annotation.document)), ("annotation_index", .value(.integer(index)))]
        )
    }

    // MARK: - Calls

    /// A call of a function or a custom tool.
    mutating func call(_ call: ToolCall, namespace: String?, isIncomplete: Bool) -> ItemTemplate {
        let id = identifier(call.isCustom ? "ctc" : "fc")
        let callID = ResponseValue.string(.call(callCount))
        callCount += 1
        let inputName = call.isCustom ? "input" : "arguments"
        let type = call.isCustom ? "custom_tool_call" : "function_call"
        func item(_ status: String, _ input: String) -> ResponseValue {
            var members: [ResponseMember] = [
                ("id", id), ("type", .value(.string(type))), ("status", .value(.string(status))),
            ]
            if !call.isCustom { members.append((inputName, .value(.string(input)))) }
            members.append(("call_id", callID))
            if call.isCustom { members.append((inputName, .value(.string(input)))) }
            members.append(("name", .value(.string(call.name))))
            if let namespace { members.append(("namespace", .value(.string(namespace)))) }
            return .object(members)
        }
        let events = call.isCustom ? "response.custom_tool_call_input" : "response.function_call_arguments"
        let pieces = TokenizedText(call.input, encoding: encoding).pieces(encoding)
        let deltas = pieces.map { piece in
            ItemTemplate.Event(
                type: events + ".delta",
                members: [("delta", .value(.string(piece.text)))],
                paddedLength: piece.text.unicodeScalars.count
            )
        }
        return ItemTemplate(
            id: id,
            added: item("in_progress", ""),
            events: deltas + [
                ItemTemplate.Event(type: events + ".done", members: [(inputName, .value(.string(call.input)))])
            ],
            done: item(isIncomplete ? "incomplete" : "completed", call.input)
        )
    }

    // MARK: - Reasoning

    /// Blocks of encrypted content without reasoning, and for 32 tokens of it, as in recordings.
    private static let secretBlocks = (least: 40, each: 9, early: 36)

    /// Reasoning, with a summary and encrypted content if they are requested.
    mutating func reasoning(summary: String?, tokens: Int, isEncrypted: Bool) -> ItemTemplate {
        let id = identifier("rs")
        let number = 2 * secretCount
        secretCount += 1
        func item(_ summary: [JSONValue], secret: Int, blocks: Int) -> ResponseValue {
            var members: [ResponseMember] = [("id", id), ("type", .value("reasoning")), ("content", .value([]))]
            if isEncrypted { members.append(("encrypted_content", .string(.secret(secret, blocks: blocks)))) }
            return .object(members + [("summary", .value(.array(summary)))])
        }
        let blocks = Self.secretBlocks.least + tokens * Self.secretBlocks.each / 32
        let parts: [JSONValue] = summary.map { [["type": "summary_text", "text": .string($0)]] } ?? []
        return ItemTemplate(
            id: id,
            added: item([], secret: number, blocks: Self.secretBlocks.early),
            events: summary.map(summaryEvents) ?? [],
            done: item(parts, secret: number + 1, blocks: blocks)
        )
    }

    private func summaryEvents(_ text: String) -> [ItemTemplate.Event] {
        func event(_ type: String, _ name: String, _ value: JSONValue, padded: Int? = nil) -> ItemTemplate.Event {
            ItemTemplate.Event(
                type: "response.reasoning_summary_" + type,
                members: [(name, .value(value)), ("summary_index", .value(0))],
                paddedLength: padded
            )
        }
        func part(_ text: String) -> JSONValue { ["type": "summary_text", "text": .string(text)] }
        let pieces = TokenizedText(text, encoding: encoding).pieces(encoding)
        return [event("part.added", "part", part(""))]
            + pieces.map { event("text.delta", "delta", .string($0.text), padded: $0.text.unicodeScalars.count) }
            + [event("text.done", "text", .string(text)), event("part.done", "part", part(text))]
    }

    // MARK: - Compaction

    /// A conversation that was compacted.
    mutating func compaction(_ conversation: CompactedConversation) -> ItemTemplate {
        let id = identifier("cmp")
        let item = ResponseValue.object([
            ("id", id), ("type", .value("compaction")), ("encrypted_content", .string(.compacted(conversation))),
        ])
        return ItemTemplate(id: id, added: item, done: item)
    }
}
