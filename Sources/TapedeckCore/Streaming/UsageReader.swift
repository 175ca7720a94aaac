// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the number of billed tokens of a response, in its JSON document or in its last event with usage.
package struct UsageReader: Sendable {
    private enum Source {
        case document(JSONMemberScanner)
        case events(EventStreamParser)
        case none
    }

    private var source: Source
    private var tokens: Int?

    /// Creates a reader of one body.
    /// - Parameter contentType: The content type of the answer.
    package init(contentType: String?) {
        switch FieldParameters(contentType ?? "").value {
        case "application/json": source = .document(JSONMemberScanner(names: ["usage"]))
        case "text/event-stream": source = .events(EventStreamParser(lineLimit: 1 << 20))
        default: source = .none
        }
    }

    /// Takes the next bytes.
    package mutating func push(_ bytes: [UInt8]) {
        switch source {
        case .document(var document):
            source = .none
            document.push(bytes)
            source = .document(document)
        case .events(var parser):
            source = .none
            for output in parser.push(bytes) { read(output.event) }
            source = .events(parser)
        case .none: break
        }
    }

    /// Ends the body.
    /// - Returns: The number of tokens, if the answer says it.
    package mutating func finish() -> Int? {
        switch source {
        case .document(let document):
            tokens = document.values["usage"]?["total_tokens"]?.integer
        case .events(var parser):
            for output in parser.finish() { read(output.event) }
        case .none: break
        }
        return tokens
    }

    private mutating func read(_ event: ServerSentEvent) {
        if event.data.contains("\"usage\"") { read(Array(event.data.utf8)) }
    }

    private mutating func read(_ bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes) else { return }
        let usage = document["usage"] ?? document["response"]?["usage"]
        tokens = usage?["total_tokens"]?.integer ?? tokens
    }
}
