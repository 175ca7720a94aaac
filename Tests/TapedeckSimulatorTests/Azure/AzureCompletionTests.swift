// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AzureCompletionTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `has names in alphabetical order and escaped brackets`() {
        let document: JSONValue = [
            "id": "a", "choices": [["message": ["role": "assistant", "content": "<b>"], "index": 0]],
            "usage": ["b": 1, "a": 2],
        ]
        let body = text(AzureCompletion.body(of: document))
        #expect(body.hasPrefix(#"{"choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"#))
        #expect(body.contains(#""index":0,"message":{"content":"\u003cb\u003e","role":"assistant"}}],"id":"a","#))
        #expect(body.contains(#""id":"a","prompt_filter_results":[{"prompt_index":0,"#))
        #expect(body.hasSuffix(#""usage":{"a":2,"b":1}}"# + "\n"))
    }

    @Test(
        arguments: [
            ([:], "{}"), (["content": ""], "{}"), (["tool_calls": [1]], "{}"), (["content": "a"], "hate"),
            (["refusal": "a"], "hate"),
        ] as [(JSONValue, String)]
    )
    func `has results for the pieces of text alone`(delta: JSONValue, results: String) {
        let event = text(AzureCompletion.event(["choices": [["index": 0, "delta": delta]]]))
        let start = #"{"choices":[{"content_filter_results":"#
        #expect(event.hasPrefix(start + (results == "{}" ? "{}," : "{\"\(results)\"")))
    }

    @Test func `has no results for the call of a tool`() {
        let body = text(AzureCompletion.body(of: ["choices": [["message": ["tool_calls": []]]]]))
        #expect(body.hasPrefix(#"{"choices":[{"content_filter_results":{},"#))
    }
}
