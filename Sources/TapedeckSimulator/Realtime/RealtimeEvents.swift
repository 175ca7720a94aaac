// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Writes the events of a session: the type, a fresh identifier, and what the type has.
struct RealtimeEvents: Sendable {
    /// Makes identifiers and padding.
    var identifiers: IdentifierGenerator
    /// The current time in seconds since 1970.
    var time: Int
    private(set) var texts: [ArraySlice<UInt8>] = []

    /// - Parameters:
    ///   - identifiers: Makes identifiers and padding.
    ///   - time: The current time in seconds since 1970.
    init(identifiers: IdentifierGenerator, time: Int) {
        self.identifiers = identifiers
        self.time = time
    }

    /// A fresh identifier with this prefix.
    mutating func id(_ prefix: String) -> String { identifiers.realtime(prefix, at: time) }

    /// Adds an event.
    mutating func add(_ type: String, _ members: [(String, JSONValue)]) {
        var event = [
            JSONMember(name: "type", value: .string(type)), JSONMember(name: "event_id", value: .string(id("event"))),
        ]
        event += members.map { JSONMember(name: $0.0, value: $0.1) }
        var bytes: [UInt8] = []
        JSONValue.object(event).append(to: &bytes)
        texts.append(bytes[...])
    }

    /// Adds a part of a text, padded to a multiple of 16 characters.
    mutating func add(_ type: String, _ members: [(String, JSONValue)], delta: String) {
        let padding = identifiers.padding((16 - delta.unicodeScalars.count % 16) % 16)
        add(type, members + [("delta", .string(delta)), ("obfuscation", .string(padding))])
    }

    /// Adds an error.
    mutating func add(_ error: APIError, answering event: String?) {
        add("error", [("error", error.realtimeDocument(answering: event))])
    }

    /// Takes the events that were added.
    mutating func take() -> [ArraySlice<UInt8>] {
        defer { texts = [] }
        return texts
    }
}
