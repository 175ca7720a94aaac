// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

/// A writer of a different text for each variety, or always the same.
struct PlainWriter: TextWriter {
    var text: String?

    func reply(to messages: [ConversationMessage], variety: UInt64) -> String {
        text ?? "Reply \(variety % 1000) to \(messages.last?.text.split(separator: " ").first ?? "nothing")."
    }
}

/// Requests, and their responses with fixed identifiers and time.
enum ChatFixture {
    static let stamp = CompletionStamp(
        id: "chatcmpl-D0000000000000000000000000000",
        created: 1_767_603_600,
        requestID: "req_00000000000000000000000000000001",
        identifiers: IdentifierGenerator(seed: 7)
    )

    static func model(_ name: String = "gpt-4o-mini", text: String? = nil) throws -> LanguageModel {
        let base = try #require(OpenAIModel.named(name))
        return LanguageModel(
            id: base.snapshot,
            base: try #require(OpenAIModel.named(base.snapshot)),
            writer: PlainWriter(text: text)
        )
    }

    static func prepare(
        _ body: JSONValue,
        model name: String = "gpt-4o-mini",
        text: String? = nil
    ) throws -> PreparedCompletion {
        let bytes = Array(body.text().utf8)
        return try PreparedCompletion(ChatRequest(parsing: bytes[...]), model(name, text: text))
    }

    /// A request with one message and further members.
    static func body(_ text: String = "Hello there", _ members: [String: JSONValue] = [:]) -> JSONValue {
        let extra = members.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value) }
        return .object(
            [
                JSONMember(name: "model", value: "gpt-4o-mini"),
                JSONMember(name: "messages", value: [["role": "user", "content": .string(text)]]),
            ].filter { member in !members.keys.contains(member.name) } + extra
        )
    }

    /// The document of a response that is not streamed.
    static func document(_ completion: PreparedCompletion) throws -> JSONValue {
        guard case .bytes(let bytes) = completion.response(stamp).body.content else {
            Issue.record("the answer is streamed")
            return .null
        }
        return try JSONValue(parsing: bytes)
    }

    /// The payloads of the events of a streamed response, without the last.
    static func payloads(_ completion: PreparedCompletion) async throws -> [[UInt8]] {
        guard case .stream(_, let slices) = completion.response(stamp).body.content else {
            Issue.record("the answer is not streamed")
            return []
        }
        var payloads: [[UInt8]] = []
        for try await slice in slices {
            #expect(slice.starts(with: "data: ".utf8) && slice.suffix(2).elementsEqual("\n\n".utf8))
            payloads.append(Array(slice.dropFirst(6).dropLast(2)))
        }
        #expect(payloads.popLast() == Array("[DONE]".utf8))
        return payloads
    }

    static func chunks(_ completion: PreparedCompletion) async throws -> [JSONValue] {
        try await payloads(completion).map { try JSONValue(parsing: $0) }
    }
}

extension JSONValue {
    /// The names of an object's members, in order.
    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }

    subscript(index: Int) -> JSONValue? {
        elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
    }
}
