// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The events of a response's stream, without its identifiers and its time.
struct ResponseStream: Sendable {
    private struct Event: Sendable {
        /// The `event:` line, up to the JSON.
        let heading: [UInt8]
        let template: ResponseTemplate
    }

    private var events: [Event] = []
    private let isPadded: Bool
    private let prefixes: [String]
    private let callCount: Int

    /// - Parameters:
    ///   - document: The response.
    ///   - items: Its output items.
    ///   - end: The stage that it ends in.
    ///   - isQueued: Whether it runs in the background, and is queued first.
    ///   - isPadded: Whether deltas are padded.
    ///   - prefixes: The prefixes of the output items' identifiers.
    ///   - callCount: Number of tool calls.
    init(
        _ document: ResponseDocument,
        items: [ItemTemplate],
        end: ResponseStage,
        isQueued: Bool,
        isPadded: Bool,
        prefixes: [String],
        callCount: Int
    ) {
        self.isPadded = isPadded
        self.prefixes = prefixes
        self.callCount = callCount
        func snapshot(_ stage: ResponseStage) -> [ResponseMember] {
            [("response", document.value(stage, isStreamed: true))]
        }
        add("response.created", snapshot(isQueued ? .queued : .running))
        if isQueued { add("response.queued", snapshot(.queued)) }
        add("response.in_progress", snapshot(.running))
        for (index, item) in items.enumerated() {
            let place: ResponseMember = ("output_index", .value(.integer(index)))
            add("response.output_item.added", [("item", item.added), place])
            for event in item.events {
                add(event.type, event.members + [("item_id", item.id), place], padded: event.paddedLength)
            }
            add("response.output_item.done", [("item", item.done), place])
        }
        add("response.\(end.rawValue)", snapshot(end))
    }

    /// Adds an event with its members in alphabetical order.
    private mutating func add(_ type: String, _ members: [ResponseMember], padded length: Int? = nil) {
        var members = members + [("sequence_number", .value(.integer(events.count)))]
        if isPadded, let length {
            members.append(("obfuscation", .string(.padding((16 - length % 16) % 16))))
        }
        members.sort { $0.name < $1.name }
        events.append(
            Event(
                heading: Array("event: \(type)\ndata: ".utf8),
                template: ResponseTemplate(.object([("type", .value(.string(type)))] + members), indent: nil)
            )
        )
    }

    /// The number of events.
    var count: Int { events.count }

    /// The body of one response; a very long one is written event by event.
    /// - Parameters:
    ///   - stamp: Its identifiers and time.
    ///   - start: Number of events that are left out at the beginning.
    /// - Returns: The events.
    func body(_ stamp: ResponseStamp, from start: Int = 0) -> Body {
        Events(
            stream: self,
            filling: ResponseFilling(stamp, prefixes: prefixes, callCount: callCount),
            position: max(0, start)
        )
        .body(isWrittenAtOnce: count <= EventWriting.readyLimit)
    }

    /// The events of one response, from first to last.
    private struct Events: StreamedEvents {
        let stream: ResponseStream
        var filling: ResponseFilling
        var position: Int

        var hasNext: Bool { position < stream.events.count }

        /// Appends the next event.
        mutating func append(to bytes: inout [UInt8]) {
            let event = stream.events[position]
            position += 1
            bytes += event.heading
            event.template.append(to: &bytes) { filling.append($0, to: &$1) }
            bytes += "\n\n".utf8
        }
    }
}
