// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct StoredCompletionsTests {
    private func stored(_ number: Int, _ members: [String: JSONValue] = [:]) throws -> StoredCompletion {
        let body = ChatFixture.body("Message \(number)", members.merging(["store": true]) { $1 })
        let stamp = CompletionStamp(
            id: "chatcmpl-\(number)",
            created: 100 + number,
            requestID: "req_\(number)",
            identifiers: IdentifierGenerator(seed: UInt64(number))
        )
        return try #require(try ChatFixture.prepare(body).stored(stamp))
    }

    private func table(_ count: Int) throws -> StoredCompletions {
        var table = StoredCompletions()
        for number in 0..<count {
            table.add(try stored(number, ["metadata": ["parity": number % 2 == 0 ? "even" : "odd"]]))
        }
        return table
    }

    private func document(_ answer: ServedResponse) throws -> JSONValue {
        guard case .bytes(let bytes) = answer.body.content else { return .null }
        return try JSONValue(parsing: bytes)
    }

    private func ids(_ answer: ServedResponse) throws -> [String] {
        try document(answer)["data"]?.elements?.compactMap { $0["id"]?.string } ?? []
    }

    @Test func `keeps only completions with store`() throws {
        #expect(try ChatFixture.prepare(ChatFixture.body()).stored(ChatFixture.stamp) == nil)
    }

    @Test func `shows a completion in the service's order of members`() throws {
        let answer = try table(1).retrieve("chatcmpl-0")
        let document = try document(answer)
        #expect(
            document.names == [
                "object", "id", "model", "created", "request_id", "tool_choice", "usage", "seed", "top_p",
                "temperature", "presence_penalty", "frequency_penalty", "system_fingerprint", "input_user",
                "service_tier", "tools", "metadata", "choices", "response_format",
            ]
        )
        #expect(document["usage"]?.names == ["total_tokens", "completion_tokens", "prompt_tokens"])
        #expect(document["choices"]?[0]?.names == ["index", "message", "finish_reason", "logprobs"])
        #expect(
            document["choices"]?[0]?["message"]?.names == ["content", "role", "tool_calls", "function_call"]
        )
        guard case .bytes(let bytes) = answer.body.content else { return }
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""top_p":1.0,"temperature":1.0"#))
    }

    @Test func `lists pages oldest first, with filters`() throws {
        let table = try table(30)
        #expect(try ids(table.list(ListQuery(nil))) == (0..<20).map { "chatcmpl-\($0)" })
        #expect(try ids(table.list(ListQuery("after=chatcmpl-19&limit=5"))) == (20..<25).map { "chatcmpl-\($0)" })
        #expect(try ids(table.list(ListQuery("order=desc&limit=2"))) == ["chatcmpl-29", "chatcmpl-28"])
        #expect(try ids(table.list(ListQuery("metadata%5Bparity%5D=odd&limit=2"))) == ["chatcmpl-1", "chatcmpl-3"])
        #expect(try ids(table.list(ListQuery("model=gpt-4o"))) == [])
        let last = try document(table.list(ListQuery("after=chatcmpl-28")))
        #expect(last.names == ["object", "data", "first_id", "last_id", "has_more"])
        #expect(last["has_more"] == false)
    }

    @Test func `updates only metadata`() throws {
        var table = try table(2)
        let updated = try table.update("chatcmpl-1", RequestFields(["metadata": ["a": "b"]]))
        #expect(try document(updated)["metadata"] == ["a": "b"])
        #expect(try document(table.retrieve("chatcmpl-1"))["metadata"] == ["a": "b"])
        #expect(throws: APIError.unknownParameter("model")) {
            try table.update("chatcmpl-1", RequestFields(["metadata": [:], "model": "x"]))
        }
        #expect(throws: APIError.missing("metadata")) { try table.update("chatcmpl-1", RequestFields([:])) }
    }

    @Test func `removes a deleted completion`() throws {
        var table = try table(2)
        let deleted = try document(table.delete("chatcmpl-0"))
        #expect(deleted == ["object": "chat.completion.deleted", "id": "chatcmpl-0", "deleted": true])
        let error = #expect(throws: APIError.self) { try table.retrieve("chatcmpl-0") }
        #expect(error?.message == "Completion chatcmpl-0 not found")
        #expect(error?.param == "completion_id")
        #expect(error?.code == "not_found")
        #expect(throws: APIError.unknownCompletion("chatcmpl-0")) { try table.delete("chatcmpl-0") }
        #expect(throws: APIError.unknownCompletion("chatcmpl-0")) { try table.messages("chatcmpl-0", ListQuery(nil)) }
    }

    @Test func `lists the messages of a completion`() throws {
        var table = StoredCompletions()
        table.add(
            try stored(
                5,
                [
                    "messages": [
                        ["role": "system", "content": "Be brief."],
                        ["role": "user", "content": [["type": "text", "text": "Hello"]], "name": "ann"],
                    ]
                ]
            )
        )
        let page = try document(table.messages("chatcmpl-5", ListQuery(nil)))
        #expect(page["first_id"] == "chatcmpl-5-0" && page["last_id"] == "chatcmpl-5-1" && page["has_more"] == false)
        #expect(
            page["data"]?[0]
                == ["id": "chatcmpl-5-0", "role": "system", "content": "Be brief.", "content_parts": nil, "name": nil]
        )
        #expect(page["data"]?[1]?["content_parts"] == [["type": "text", "text": "Hello"]])
        let rest = try document(table.messages("chatcmpl-5", ListQuery("after=chatcmpl-5-0&limit=1")))
        #expect(rest["data"]?.elements?.count == 1)
        let none = try document(table.messages("chatcmpl-5", ListQuery("after=chatcmpl-5-1")))
        #expect(none == ["object": "list", "data": [], "first_id": nil, "last_id": nil, "has_more": false])
    }

    @Test func `drops the oldest completions for new ones`() throws {
        var table = StoredCompletions(countLimit: 3)
        for number in 0..<10 { table.add(try stored(number)) }
        #expect(table.count == 3)
        #expect(try ids(table.list(ListQuery(nil))) == ["chatcmpl-7", "chatcmpl-8", "chatcmpl-9"])
        var small = StoredCompletions(sizeLimit: 1)
        small.add(try stored(1))
        small.add(try stored(2))
        #expect(small.count == 1)
    }
}
