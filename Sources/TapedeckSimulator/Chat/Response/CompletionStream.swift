// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A streamed completion without its identifiers and its time.
struct CompletionStream: Sendable {
    /// An event without its heading.
    struct Event: Sendable {
        let choices: CompletionTemplate
        /// Whether `usage` comes before `choices`, if there is any.
        let beginsWithUsage: Bool
    }

    /// Model name, service tier and fingerprint, the same in every event.
    let heading: [UInt8]
    let events: [Event]
    /// The `usage` at the end of the stream, if requested.
    let usage: [UInt8]?
    /// Whether events are padded.
    let isObfuscated: Bool
    let callCount: Int

    init(
        model: String,
        serviceTier: String,
        fingerprint: String,
        events: [Event],
        usage: CompletionUsage?,
        isObfuscated: Bool,
        callCount: Int
    ) {
        var heading = Array(",\"model\":".utf8)
        JSONValue.string(model).append(to: &heading)
        heading += ",\"service_tier\":\"\(serviceTier)\",\"system_fingerprint\":\"\(fingerprint)\"".utf8
        self.heading = heading
        self.events = events
        self.usage = usage.map { usage in
            var bytes: [UInt8] = []
            usage.document.append(to: &bytes)
            return bytes
        }
        self.isObfuscated = isObfuscated
        self.callCount = callCount
    }

    /// Whether all events of a response are written into memory together.
    var isWrittenAtOnce: Bool { events.count <= EventWriting.readyLimit }

    /// The body of one response; a very long one is written event by event.
    func body(_ stamp: CompletionStamp) -> Body {
        Events(self, stamp).body(isWrittenAtOnce: isWrittenAtOnce)
    }

    /// The events of one response, from first to last.
    struct Events: StreamedEvents {
        private static let choices = Array(",\"choices\":".utf8)
        private static let noUsage = Array(",\"usage\":null".utf8)
        private static let obfuscation = Array(",\"obfuscation\":\"".utf8)

        private let stream: CompletionStream
        private var stamp: CompletionStamp
        private let beginning: [UInt8]
        private let filling: CompletionFilling
        private var position = 0

        init(_ stream: CompletionStream, _ stamp: CompletionStamp) {
            self.stream = stream
            var stamp = stamp
            let callIDs = stamp.callIDs(stream.callCount)
            filling = CompletionFilling(stamp: stamp, callIDs: callIDs)
            self.stamp = stamp
            beginning =
                Array(
                    "data: {\"id\":\"\(stamp.id)\",\"object\":\"chat.completion.chunk\",\"created\":\(stamp.created)"
                        .utf8
                )
                + stream.heading
        }

        /// The number of events, with the one of `usage` and the end of the stream.
        private var count: Int { stream.events.count + (stream.usage == nil ? 1 : 2) }

        var hasNext: Bool { position < count }

        /// Appends the next event.
        mutating func append(to bytes: inout [UInt8]) {
            defer { position += 1 }
            guard position < count - 1 else {
                bytes += "data: [DONE]\n\n".utf8
                return
            }
            let start = bytes.count
            bytes += beginning
            if position < stream.events.count {
                let event = stream.events[position]
                if stream.usage != nil, event.beginsWithUsage { bytes += Self.noUsage }
                bytes += Self.choices
                event.choices.append(to: &bytes, filling.append)
                if stream.usage != nil, !event.beginsWithUsage { bytes += Self.noUsage }
            } else {
                bytes += ",\"choices\":[],\"usage\":".utf8
                bytes += stream.usage ?? []
            }
            if stream.isObfuscated { pad(&bytes, from: start) }
            bytes += "}\n\n".utf8
        }

        /// Pads the JSON of an event to a length of 1 modulo 16.
        private mutating func pad(_ bytes: inout [UInt8], from start: Int) {
            bytes += Self.obfuscation
            let length = bytes.count - start - "data: ".utf8.count + "\"}".utf8.count
            stamp.identifiers.appendPadding((17 - length % 16) % 16, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

extension CompletionStamp {
    /// New identifiers for tool calls.
    mutating func callIDs(_ count: Int) -> [String] {
        (0..<count).map { _ in identifiers.toolCall() }
    }
}
