// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What a span tells of the body of a response: model, identifier, end, tokens and error, and nothing of the answer.
struct GenAIResponse: Sendable {
    private static let members: Set<String> = [
        "id", "model", "usage", "choices", "error", "service_tier", "system_fingerprint", "incomplete_details",
    ]

    private(set) var id: String?
    private(set) var model: String?
    private(set) var inputTokens: Int?
    private(set) var outputTokens: Int?
    private(set) var serviceTier: String?
    private(set) var fingerprint: String?
    /// The code or the type of the error in the body.
    private(set) var error: String?
    /// Why each choice ended, by its index.
    private var reasons: [Int: String] = [:]
    /// Maximum number of choices of which the end is told.
    private static let choiceLimit = 128

    /// Reads a body.
    /// - Parameters:
    ///   - body: The body in pieces, with its content codings undone.
    ///   - contentType: Its content type; JSON and event streams tell something.
    init(_ body: [ArraySlice<UInt8>], contentType: String?) {
        switch FieldParameters(contentType ?? "").value {
        case "application/json":
            var scanner = JSONMemberScanner(names: Self.members)
            for piece in body { scanner.push(Array(piece)) }
            read(.object(scanner.values.map { JSONMember(name: $0.key, value: $0.value) }))
        case "text/event-stream":
            var parser = EventStreamParser(lineLimit: 1 << 20)
            var events = body.flatMap { parser.push($0) }
            events += parser.finish()
            for event in events {
                guard let document = try? JSONValue(parsing: Array(event.event.data.utf8)) else { continue }
                // Events of the Responses API hold the response; its last one is whole.
                read(document["response"] ?? document)
            }
        default: break
        }
    }

    private mutating func read(_ document: JSONValue) {
        id = document["id"]?.string ?? id
        model = document["model"]?.string ?? model
        serviceTier = document["service_tier"]?.string ?? serviceTier
        fingerprint = document["system_fingerprint"]?.string ?? fingerprint
        if let usage = document["usage"] {
            inputTokens = (usage["prompt_tokens"] ?? usage["input_tokens"])?.integer ?? inputTokens
            outputTokens = (usage["completion_tokens"] ?? usage["output_tokens"])?.integer ?? outputTokens
        }
        for choice in document["choices"]?.elements ?? [] {
            let index = choice["index"]?.integer ?? 0
            guard let reason = choice["finish_reason"]?.string, (0..<Self.choiceLimit).contains(index) else { continue }
            reasons[index] = reason
        }
        if let reason = document["incomplete_details"]?["reason"]?.string { reasons[0] = reason }
        if let error = document["error"] {
            self.error = error["code"]?.string ?? error["type"]?.string ?? self.error
        }
    }

    /// Why the model stopped, for each choice in order.
    var finishReasons: [String] { reasons.sorted { $0.key < $1.key }.map(\.value) }

    /// Adds the attributes of a span.
    func add(to attributes: inout SpanAttributes) {
        attributes.add("gen_ai.response.id", id)
        attributes.add("gen_ai.response.model", model)
        attributes.add("gen_ai.response.finish_reasons", finishReasons)
        attributes.add("gen_ai.usage.input_tokens", integer: inputTokens)
        attributes.add("gen_ai.usage.output_tokens", integer: outputTokens)
        attributes.add("openai.response.service_tier", serviceTier)
        attributes.add("openai.response.system_fingerprint", fingerprint)
    }
}
