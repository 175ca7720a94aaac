// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds the number of tokens an answer was billed, in its JSON document or in the last event that says so.
public struct UsageReader: Sendable {
    /// The largest JSON document that is looked into, in bytes.
    private static let documentLimit = 4 << 20

    private enum Source {
        case document([UInt8])
        case events(EventStreamParser)
        case none
    }

    private var source: Source
    private var tokens: Int?

    /// Creates a reader of one body.
    /// - Parameter contentType: The content type of the answer.
    public init(contentType: String?) {
        switch FieldParameters(contentType ?? "").value {
        case "application/json": source = .document([])
        case "text/event-stream": source = .events(EventStreamParser(lineLimit: 1 << 20))
        default: source = .none
        }
    }

    /// Takes the next bytes.
    public mutating func push(_ bytes: [UInt8]) {
        switch source {
        case .document(var document):
            source = .none
            document += bytes
            if document.count <= Self.documentLimit { source = .document(document) }
        case .events(var parser):
            source = .none
            for output in parser.push(bytes) { read(output.event) }
            source = .events(parser)
        case .none: break
        }
    }

    /// Ends the body.
    /// - Returns: The number of tokens, if the answer says it.
    public mutating func finish() -> Int? {
        switch source {
        case .document(let document): read(document)
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
