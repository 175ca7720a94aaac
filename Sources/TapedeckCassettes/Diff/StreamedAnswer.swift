// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The content of an event stream, with its pieces put together.
package struct StreamedAnswer: Sendable, Hashable {
    /// The texts by where they belong, such as `choices[0].content`, in the order they begin.
    package private(set) var texts: [JSONMember] = []
    /// How choices ended.
    package private(set) var finishReasons: [JSONMember] = []
    /// The tokens, as the stream tells them.
    package private(set) var usage: JSONValue?
    /// The last error of the stream.
    package private(set) var error: JSONValue?
    /// The number of events.
    package private(set) var events = 0

    /// Puts an event stream together.
    /// - Parameter bytes: The stream, at hand.
    package init(_ bytes: [UInt8]) {
        var parser = EventStreamParser()
        var pieces: SpelledDictionary<String> = [:]
        var order: [String] = []
        for output in parser.push(bytes) + parser.finish() {
            events += 1
            guard let event = try? JSONValue(parsing: Array(output.event.data.utf8), leniently: true) else { continue }
            for piece in StreamPiece.all(in: event) {
                if pieces[piece.key] == nil { order.append(piece.key) }
                pieces[piece.key, default: ""] += piece.text
            }
            note(event)
        }
        texts = order.map { JSONMember(name: $0, value: .string(pieces[$0] ?? "")) }
    }

    private mutating func note(_ event: JSONValue) {
        for (position, choice) in (event["choices"]?.elements ?? []).enumerated() {
            guard let reason = choice["finish_reason"]?.string else { continue }
            let name = "choices[\(choice["index"]?.integer ?? position)]"
            finishReasons.append(JSONMember(name: name, value: .string(reason)))
        }
        if let usage = event["usage"] ?? event["response"]?["usage"], usage != .null { self.usage = usage }
        if let error = event["error"] ?? event["response"]?["error"], error != .null { self.error = error }
    }

    /// The answer as a document: texts, reasons, tokens, and the error if there was one.
    package var document: JSONValue {
        var members = [JSONMember(name: "text", value: .object(texts))]
        if !finishReasons.isEmpty { members.append(JSONMember(name: "finish_reason", value: .object(finishReasons))) }
        if let usage { members.append(JSONMember(name: "usage", value: usage)) }
        if let error { members.append(JSONMember(name: "error", value: error)) }
        return .object(members)
    }

    /// The data of the events: documents where they are JSON, else text.
    /// - Parameter bytes: The stream, at hand.
    /// - Returns: An object with `event` and `data` for each event, `data` alone when it has no type.
    package static func events(_ bytes: [UInt8]) -> [JSONValue] {
        var parser = EventStreamParser()
        return (parser.push(bytes) + parser.finish()).map { output in
            let data =
                (try? JSONValue(parsing: Array(output.event.data.utf8), leniently: true)) ?? .string(output.event.data)
            return output.event.type.map { ["event": .string($0), "data": data] } ?? ["data": data]
        }
    }
}
