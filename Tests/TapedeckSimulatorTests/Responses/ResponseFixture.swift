// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels
import Testing

@testable import TapedeckSimulator

/// Responses with a fixed text, identifiers and time.
enum ResponseFixture {
    static let stamp = ResponseStamp(
        id: "resp_0123456789abcdef00695b7510000081900000000000000000",
        tag: "0123456789abcdef",
        created: 1_767_603_600,
        identifiers: IdentifierGenerator(seed: 7)
    )

    /// Prepares the response to a request without a session.
    static func prepare(_ members: [JSONMember], text: String? = nil) async throws -> PreparedResponse {
        let bytes = Array(JSONValue.object(members).text().utf8)
        let request = try ResponseRequest(parsing: bytes[...])
        let base = try #require(OpenAIModel.named(request.model))
        let model = LanguageModel(id: base.snapshot, base: base, writer: PlainWriter(text: text))
        try request.check(ResponseTraits(base))
        let context = try Simulator().context(request, model, EarlierItems(input: request.input))
        return try PreparedResponse(request, model, context, [])
    }

    /// A request to a model, with further members.
    static func members(_ model: String, _ input: JSONValue, _ more: [String: JSONValue] = [:]) -> [JSONMember] {
        [JSONMember(name: "model", value: .string(model)), JSONMember(name: "input", value: input)]
            + more.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) }
    }

    /// A text of so many tokens.
    static func text(_ tokens: Int) -> String { String(repeating: " word", count: tokens) }

    /// A message of so many tokens.
    static func message(_ role: String, _ tokens: Int) -> JSONValue {
        ["role": .string(role), "content": .string(text(tokens))]
    }

    /// The events of a streamed response, without their names.
    static func events(_ prepared: PreparedResponse) async throws -> [JSONValue] {
        guard case .stream(_, let slices) = prepared.response(stamp).body.content else {
            Issue.record("the answer is not streamed")
            return []
        }
        var events: [JSONValue] = []
        for try await slice in slices {
            let lines = slice.split(separator: UInt8(ascii: "\n"))
            #expect(lines.count == 2 && slice.suffix(2).elementsEqual("\n\n".utf8))
            let event = try JSONValue(parsing: Array(lines[1].dropFirst("data: ".utf8.count)))
            #expect(String(decoding: lines[0], as: UTF8.self) == "event: \(event["type"]?.string ?? "")")
            events.append(event)
        }
        return events
    }
}
