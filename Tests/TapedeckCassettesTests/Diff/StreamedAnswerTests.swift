// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckCassettes

struct StreamedAnswerTests {
    private func answer(_ events: [String]) -> StreamedAnswer {
        StreamedAnswer(Array(events.map { "data: \($0)\n\n" }.joined().utf8))
    }

    @Test func `puts the deltas of chat together, choice by choice and call by call`() {
        let answer = answer([
            #"{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}"#,
            #"{"choices":[{"index":1,"delta":{"content":"Other"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"lo"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\":1}"}}]}}]}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"total_tokens":3}}"#, "[DONE]",
        ])
        let expected: JSONValue = [
            "text": [
                "choices[0].content": "Hello", "choices[1].content": "Other",
                "choices[0].tool_calls[0].function.arguments": "{\"a\":1}",
            ],
            "finish_reason": ["choices[0]": "tool_calls"], "usage": ["total_tokens": 3],
        ]
        #expect(answer.document == expected)
        #expect(answer.events == 7)
    }

    @Test func `puts the deltas of the Responses API together`() {
        let answer = answer([
            #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}"#,
            #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"b"}"#,
            #"{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"ab"}"#,
            #"{"type":"response.completed","response":{"usage":{"total_tokens":9}}}"#,
        ])
        #expect(answer.document == ["text": ["output_text[0][0]": "ab"], "usage": ["total_tokens": 9]])
    }

    @Test func `takes text for no more than it is`() {
        #expect(answer(["nonsense", "{", "1"]).document == ["text": [:]])
        #expect(
            StreamedAnswer.events(Array("event: a\ndata: {\"b\":1}\n\ndata: c\n\n".utf8)) == [
                ["event": "a", "data": ["b": 1]], ["data": "c"],
            ]
        )
    }
}
