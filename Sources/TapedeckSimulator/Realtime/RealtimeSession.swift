// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A session of the Realtime API: its configuration, its conversation, and how it answers events.
///
/// It has no socket and no clock: an event in, events out.
struct RealtimeSession: Sendable {
    /// How long a session lasts, in seconds.
    static let lifetime = 3600
    /// Maximum number of items of a conversation.
    private static let itemLimit = 2000
    /// Maximum length of all items together, in bytes.
    private static let sizeLimit = 32 << 20

    private let id: String
    private let conversationID: String
    private let expires: Int
    private let writer: RealtimeWriter
    private var configuration: RealtimeConfiguration
    private var items: [RealtimeItem] = []
    private(set) var events: RealtimeEvents

    /// Begins a session.
    /// - Parameters:
    ///   - configuration: Its configuration.
    ///   - writer: Writes its responses.
    ///   - events: Makes its events, and its identifiers.
    init(_ configuration: RealtimeConfiguration, writer: RealtimeWriter, events: RealtimeEvents) {
        self.configuration = configuration
        self.writer = writer
        self.events = events
        id = self.events.id("sess")
        conversationID = self.events.id("conv")
        expires = events.time + Self.lifetime
        showSession("session.created")
    }

    /// Takes the events to send.
    mutating func take() -> [ArraySlice<UInt8>] { events.take() }

    /// Answers an event.
    /// - Parameters:
    ///   - message: The event.
    ///   - time: The current time in seconds since 1970.
    /// - Returns: A response to write, if the client asked for one.
    mutating func receive(_ message: [UInt8], at time: Int) -> RealtimeResponse? {
        events.time = time
        var eventID: String?
        do throws(APIError) {
            guard let document = try? JSONValue(parsing: message[...]), case .object = document else {
                throw .invalidRealtimeJSON
            }
            let fields = try RequestFields(document)
            eventID = try fields.string("event_id", length: 0...512)
            guard fields["type"] != nil else { throw .noRealtimeType }
            let type = try fields.string("type", oneOf: Self.types) ?? ""
            return try answer(type, fields)
        } catch {
            events.add(error, answering: eventID)
            return nil
        }
    }

    /// Whether a message cancels the response in progress.
    static func isCancel(_ message: [UInt8]) -> Bool {
        message.count < 4096 && (try? JSONValue(parsing: message[...]))?["type"]?.string == "response.cancel"
    }

    /// Adds the items of a response to the conversation.
    mutating func finish(_ response: RealtimeResponse, _ made: [RealtimeItem], events: RealtimeEvents) {
        self.events.identifiers = events.identifiers
        if response.conversationID != nil { items += made }
    }

    // MARK: - Events

    private static let types = [
        "session.update", "input_audio_buffer.append", "input_audio_buffer.commit", "input_audio_buffer.clear",
        "conversation.item.create", "conversation.item.truncate", "conversation.item.delete",
        "conversation.item.retrieve", "response.create", "response.cancel", "output_audio_buffer.clear",
    ]

    private mutating func answer(_ type: String, _ fields: RequestFields) throws(APIError) -> RealtimeResponse? {
        switch type {
        case "session.update": try update(fields)
        case "conversation.item.create": try create(fields)
        case "conversation.item.retrieve":
            let item = items[try index(fields, .retrieve)]
            events.add("conversation.item.retrieved", [("item", item.document)])
        case "conversation.item.delete":
            let item = items.remove(at: try index(fields, .delete))
            events.add("conversation.item.deleted", [("item_id", .string(item.id))])
        case "conversation.item.truncate": try truncate(fields)
        case "response.create": return try respond(fields)
        case "response.cancel": throw .noRealtimeResponse
        case "input_audio_buffer.commit": throw .emptyAudioBuffer
        case "input_audio_buffer.clear": events.add("input_audio_buffer.cleared", [])
        case "output_audio_buffer.clear": throw .realtimeNotSimulated("it makes no audio")
        default: throw .realtimeNotSimulated("it takes no audio; send 'conversation.item.create' with 'input_text'")
        }
        return nil
    }

    private mutating func showSession(_ type: String) {
        events.add(type, [("session", configuration.document(id: id, expires: expires))])
    }

    private mutating func update(_ fields: RequestFields) throws(APIError) {
        _ = try fields.required("session")
        guard let session = try fields.object("session") else { return }
        try configuration.update(session)
        showSession("session.updated")
    }

    // MARK: - Items

    private mutating func create(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "event_id", "item", "previous_item_id"])
        _ = try fields.required("item")
        guard let given = try fields.object("item") else { return }
        let item = try readItem(given)
        guard items.count < Self.itemLimit, items.reduce(item.size, { $0 + $1.size }) <= Self.sizeLimit else {
            throw APIError(
                message: "A simulated conversation has up to \(Self.itemLimit) items of \(Self.sizeLimit >> 20) MB "
                    + "together; delete some.",
                param: "item",
                code: "conversation_too_large"
            )
        }
        guard !items.contains(where: { $0.id.isSpelled(like: item.id) }) else {
            throw APIError(
                message: "Error creating item: an item with id '\(item.id)' already exists.",
                param: "item.id",
                code: "item_create_duplicate_item_id"
            )
        }
        if case .output(let callID, _) = item.kind { try checkCall(callID) }
        var place = items.count
        if let previous = try fields.string("previous_item_id") {
            if previous == "root" {
                place = 0
            } else if let index = items.firstIndex(where: { $0.id.isSpelled(like: previous) }) {
                place = index + 1
            } else {
                throw .noRealtimeItem(previous, .create)
            }
        }
        items.insert(item, at: place)
        let members: [(String, JSONValue)] = [
            ("previous_item_id", .optional(place == 0 ? nil : items[place - 1].id)), ("item", item.document),
        ]
        events.add("conversation.item.added", members)
        events.add("conversation.item.done", members)
    }

    private mutating func readItem(_ fields: RequestFields) throws(APIError) -> RealtimeItem {
        var events = events
        var item = try RealtimeItem(fields) { events.id("item") }
        if case .call("", let name, let arguments) = item.kind {
            let callID = events.identifiers.realtimeCall()
            item = RealtimeItem(id: item.id, kind: .call(id: callID, name: name, arguments: arguments))
        }
        self.events.identifiers = events.identifiers
        return item
    }

    private func checkCall(_ id: String) throws(APIError) {
        let isKnown = items.contains { item in
            if case .call(let known, _, _) = item.kind { known.isSpelled(like: id) } else { false }
        }
        guard isKnown else {
            throw APIError(
                message: "Tool call ID '\(id)' not found in conversation.",
                param: "item.call_id",
                code: "invalid_tool_call_id"
            )
        }
    }

    private func index(_ fields: RequestFields, _ action: RealtimeItemAction) throws(APIError) -> Int {
        _ = try fields.required("item_id")
        let id = try fields.string("item_id") ?? ""
        guard let index = items.firstIndex(where: { $0.id.isSpelled(like: id) }) else {
            throw .noRealtimeItem(id, action)
        }
        return index
    }

    private func truncate(_ fields: RequestFields) throws(APIError) {
        _ = try index(fields, .truncate)
        _ = try fields.required("content_index")
        _ = try fields.integer("content_index", in: 0...Int.max)
        _ = try fields.required("audio_end_ms")
        _ = try fields.integer("audio_end_ms", in: 0...Int.max)
        throw APIError(
            message: "Only model output audio messages can be truncated.",
            param: "item_id",
            code: "invalid_value"
        )
    }

    // MARK: - Responses

    private static let responseMembers: Set<String> = [
        "output_modalities", "instructions", "tools", "tool_choice", "max_output_tokens", "conversation", "metadata",
        "input", "audio", "prompt", "parallel_tool_calls", "reasoning",
    ]

    private mutating func respond(_ fields: RequestFields) throws(APIError) -> RealtimeResponse {
        try fields.allow(only: ["type", "event_id", "response"])
        let given =
            if let response = try fields.object("response") { response } else {
                try RequestFields([:], at: "response")
            }
        try given.allow(only: Self.responseMembers)
        let configuration = try configuration.overridden(by: given)
        guard configuration.modality == "text" else {
            throw .realtimeNotSimulated(
                "set 'output_modalities' to ['text'] in 'session.update' or 'response.create'",
                param: "response.output_modalities"
            )
        }
        let isApart = try given.string("conversation", oneOf: ["auto", "none"]) == "none"
        let members = try given.metadata()
        let metadata = members.map { JSONValue.object($0) } ?? .null
        var context = items
        if let input = try given.array("input") { context = try read(input, at: given.path(of: "input")) }
        return try writer.response(
            RealtimeWriter.Request(
                configuration: configuration,
                items: context,
                metadata: metadata,
                conversationID: isApart ? nil : conversationID,
                previousID: items.last?.id
            )
        )
    }

    private mutating func read(_ input: [JSONValue], at path: String) throws(APIError) -> [RealtimeItem] {
        var read: [RealtimeItem] = []
        for (offset, value) in input.prefix(Self.itemLimit).enumerated() {
            let fields = try RequestFields(value, at: "\(path)[\(offset)]")
            guard fields["type"]?.string == "item_reference" else {
                read.append(try readItem(fields))
                continue
            }
            _ = try fields.required("id")
            let id = try fields.string("id") ?? ""
            guard let item = items.first(where: { $0.id.isSpelled(like: id) }) else {
                throw .noRealtimeItem(id, .retrieve)
            }
            read.append(item)
        }
        return read
    }
}
