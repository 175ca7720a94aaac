// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens
import Testing

@testable import TapedeckSimulator

@Suite struct CompletionEventsTests {
    static let text = "Well — naïve 🧵 answers, in “pieces”, \\ \"quoted\"\nand on a second line 👩‍👩‍👧‍👦."

    private func chunks(_ members: [String: JSONValue] = [:], text: String? = text) async throws -> [JSONValue] {
        let body = ChatFixture.body("Hello", members.merging(["stream": true]) { $1 })
        return try await ChatFixture.chunks(ChatFixture.prepare(body, text: text))
    }

    @Test func `begins with the role, ends with the reason`() async throws {
        let chunks = try await chunks()
        let keys = ["id", "object", "created", "model", "service_tier", "system_fingerprint", "choices", "obfuscation"]
        #expect(chunks.allSatisfy { $0.names == keys && $0["object"] == "chat.completion.chunk" })
        #expect(
            chunks.allSatisfy {
                $0["choices"]?[0]?.names == ["index", "delta", "logprobs", "finish_reason"]
            }
        )
        #expect(chunks.first?["choices"]?[0]?["delta"] == ["role": "assistant", "content": "", "refusal": nil])
        #expect(chunks.last?["choices"]?[0]?["delta"] == [:])
        #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "stop")
        #expect(chunks.dropLast().allSatisfy { $0["choices"]?[0]?["finish_reason"] == .null })
    }

    @Test func `streams the whole text piece by piece`() async throws {
        let chunks = try await chunks()
        let pieces = chunks.dropFirst().dropLast().compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }
        #expect(pieces.joined() == Self.text)
        #expect(pieces == TokenEncoding.o200kBase.fragments(of: Self.text))
    }

    @Test func `pads every event to one more than a multiple of sixteen`() async throws {
        let body = ChatFixture.body("Hello", ["stream": true, "stream_options": ["include_usage": true], "n": 3])
        let payloads = try await ChatFixture.payloads(ChatFixture.prepare(body, text: Self.text))
        #expect(payloads.count > 30)
        #expect(payloads.allSatisfy { $0.count % 16 == 1 })
        let paddings = try payloads.map { try JSONValue(parsing: $0)["obfuscation"]?.string?.utf8.count ?? 99 }
        #expect(paddings.allSatisfy { $0 <= 15 })
    }

    @Test func `leaves padding out on request`() async throws {
        let chunks = try await chunks(["stream_options": ["include_obfuscation": false]])
        #expect(chunks.allSatisfy { $0["obfuscation"] == nil })
    }

    @Test func `adds usage at the end on request`() async throws {
        let chunks = try await chunks(["stream_options": ["include_usage": true]])
        let keys = [
            "id", "object", "created", "model", "service_tier", "system_fingerprint", "choices", "usage", "obfuscation",
        ]
        #expect(chunks.allSatisfy { $0.names == keys })
        #expect(chunks.dropLast().allSatisfy { $0["usage"] == .null })
        #expect(chunks.last?["choices"] == [])
        #expect(
            chunks.last?["usage"]?.names == [
                "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details",
                "completion_tokens_details",
            ]
        )
        #expect(chunks.last?["usage"]?["completion_tokens"]?.integer == TokenEncoding.o200kBase.count(Self.text))
    }

    @Test func `lets several choices take turns`() async throws {
        let chunks = try await chunks(["n": 3], text: nil)
        let indices = chunks.compactMap { $0["choices"]?[0]?["index"]?.integer }
        #expect(indices.prefix(9) == [0, 0, 1, 1, 2, 2, 0, 1, 2])
        #expect(indices.suffix(3) == [0, 1, 2])
        #expect(chunks.suffix(3).allSatisfy { $0["choices"]?[0]?["finish_reason"] == "stop" })
        for index in 0..<3 {
            let own = chunks.compactMap { $0["choices"]?[0] }.filter { $0["index"]?.integer == index }
            #expect(own.compactMap { $0["delta"]?["content"]?.string }.joined() == "Reply \(index) to Hello.")
            #expect(own.count { $0["finish_reason"] != .null } == 1)
        }
    }

    @Test func `gives each piece its logprobs`() async throws {
        let chunks = try await chunks(["logprobs": true])
        #expect(chunks.first?["choices"]?[0]?["logprobs"] == ["content": [], "refusal": nil])
        #expect(chunks.last?["choices"]?[0]?["logprobs"] == .null || chunks.last?["choices"]?[0]?["logprobs"] == nil)
        let entries = chunks.flatMap { $0["choices"]?[0]?["logprobs"]?["content"]?.elements ?? [] }
        let bytes = entries.flatMap { ($0["bytes"]?.elements ?? []).compactMap { $0.integer.map(UInt8.init) } }
        #expect(String(decoding: bytes, as: UTF8.self) == Self.text)
    }

    @Test func `stops and is truncated in a stream as without one`() async throws {
        let stopped = try await chunks(["stop": "answers"])
        let text = stopped.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined()
        #expect(text == "Well — naïve 🧵 ")
        let truncated = try await chunks(["max_tokens": 3])
        #expect(truncated.last?["choices"]?[0]?["finish_reason"] == "length")
        #expect(truncated.count == 5)
    }

    @Test func `is the same for the same stamp, every time`() async throws {
        let completion = try ChatFixture.prepare(ChatFixture.body("Hello", ["stream": true]), text: Self.text)
        #expect(try await ChatFixture.payloads(completion) == ChatFixture.payloads(completion))
    }
}
