// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct AimockFormatTests {
    private func file(_ fixtures: String) throws -> ImportedFile {
        try Fixture.read(#"{"fixtures": [\#(fixtures)]}"#)
    }

    @Test func `builds the exchange that a fixture stands for, and says so`() throws {
        let file = try file(
            #"""
            {"match": {"userMessage": "hello", "model": "gpt-4o"}, "response": {"content": "Hi"}},
            {"match": {"userMessage": "w"}, "response": {"toolCalls": [{"name": "f", "arguments": "{\"a\":1}"}]}},
            {"match": {"userMessage": "e"}, "response": {"error": {"message": "slow down"}, "status": 429}}
            """#
        )
        #expect(file.format == .aimock)
        #expect(file.interactions.map(\.response.status) == [200, 200, 429])
        let first = try #require(file.interactions.first)
        #expect(first.requestText == #"{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}"#)
        let answer = try JSONValue(parsing: Array(first.responseText.utf8))
        #expect(answer["choices"]?.elements?.first?["message"]?["content"] == "Hi")
        let calls = try JSONValue(parsing: Array(file.interactions[1].responseText.utf8))["choices"]?.elements?.first
        #expect(calls?["finish_reason"] == "tool_calls")
        #expect(calls?["message"]?["tool_calls"]?.elements?.first?["function"]?["arguments"] == #"{"a":1}"#)
        #expect(file.skippedEntries.map(\.extent) == [.part, .part, .part])
    }

    @Test(
        arguments: [
            #"{"match": {"toolCallId": "x"}, "response": {"content": "a"}}"#,
            #"{"match": {"userMessage": "x", "systemMessage": "y"}, "response": {"content": "a"}}"#,
            #"{"match": {"userMessage": "x", "endpoint": "image"}, "response": {"content": "a"}}"#,
            #"{"match": {"userMessage": "x"}, "response": {"embedding": [1]}}"#,
            #"{"match": {"message": "x"}, "events": []}"#,
        ]
    )
    func `lists what cannot be told from a fixture`(fixture: String) throws {
        let file = try file(fixture)
        #expect(file.interactions.isEmpty)
        #expect(file.skippedEntries.map(\.extent) == [.interaction])
    }
}
