// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckServer

struct GenAIResponseTests {
    private func attributes(_ response: GenAIResponse) -> [String: JSONValue] {
        var attributes = SpanAttributes()
        response.add(to: &attributes)
        return attributes.values
    }

    @Test func `reads a document in pieces`() {
        let text = #"""
            {"id":"chatcmpl-1","model":"gpt-4o-mini","service_tier":"default","system_fingerprint":"fp_1","choices":[
            {"index":1,"finish_reason":"length"},{"index":0,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":3,"completion_tokens":4}}
            """#
        let bytes = Array(text.utf8)
        for cut in stride(from: 1, to: bytes.count, by: 7) {
            let read = attributes(GenAIResponse([bytes[..<cut], bytes[cut...]], contentType: "application/json"))
            #expect(
                read == [
                    "gen_ai.response.id": "chatcmpl-1", "gen_ai.response.model": "gpt-4o-mini",
                    "gen_ai.response.finish_reasons": ["values": [["stringValue": "stop"], ["stringValue": "length"]]],
                    "gen_ai.usage.input_tokens": "3", "gen_ai.usage.output_tokens": "4",
                    "openai.response.service_tier": "default", "openai.response.system_fingerprint": "fp_1",
                ]
            )
        }
    }

    @Test func `puts a stream together`() {
        let text = """
            data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}

            data: {"id":"a","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: {"id":"a","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}}

            data: [DONE]


            """
        let response = GenAIResponse([text.slice], contentType: "text/event-stream; charset=utf-8")
        #expect(response.id == "a")
        #expect(response.finishReasons == ["tool_calls"])
        #expect((response.inputTokens, response.outputTokens) == (5, 6))
    }

    @Test func `reads the events of a response`() {
        let text = """
            event: response.created
            data: {"type":"response.created","response":{"id":"resp_1","model":"m","usage":null}}

            event: response.incomplete
            data: {"response":{"id":"resp_1","model":"m-1","usage":{"input_tokens":1,"output_tokens":2},"incomplete_details":{"reason":"max_output_tokens"}}}


            """
        let response = GenAIResponse([text.slice], contentType: "text/event-stream")
        #expect(response.model == "m-1")
        #expect(response.finishReasons == ["max_output_tokens"])
        #expect((response.inputTokens, response.outputTokens) == (1, 2))
    }

    @Test(arguments: [
        (#"{"error":{"code":"rate_limit_exceeded","type":"requests"}}"#, "rate_limit_exceeded"),
        (#"{"error":{"code":null,"type":"server_error"}}"#, "server_error"), (#"{"error":null}"#, nil),
        (#"{"error":"text"}"#, nil), ("[1]", nil), ("nonsense", nil), ("", nil),
    ])
    func `reads the error`(text: String, error: String?) {
        #expect(GenAIResponse([text.slice], contentType: "application/json").error == error)
    }

    @Test func `reads nothing else`() {
        #expect(GenAIResponse([#"{"id":"a"}"#.slice], contentType: "text/plain").id == nil)
        #expect(GenAIResponse([#"{"id":"a"}"#.slice], contentType: nil).id == nil)
    }
}

extension SpanAttributes {
    /// The values by key, without the names of their types.
    var values: [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for attribute in json.elements ?? [] {
            guard case .object(let value)? = attribute["value"] else { continue }
            values[attribute["key"]?.string ?? ""] = value.first?.value
        }
        return values
    }
}
