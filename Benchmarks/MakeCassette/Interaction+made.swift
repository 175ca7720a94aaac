// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Interaction {
    /// A chat completion with a question of its own, and an answer as long as a short one of the service.
    static func chat(_ number: Int) -> Interaction {
        let answer = """
            {
              "id": "chatcmpl-\(number)",
              "object": "chat.completion",
              "created": 1741569952,
              "model": "gpt-4o-mini-2024-07-18",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "\(String(repeating: "They agreed to meet at noon. ", count: 12))",
                    "refusal": null
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 124,
                "completion_tokens": 72,
                "total_tokens": 196
              }
            }

            """
        return made(question(number, members: ""), answer: Array(answer.utf8), "application/json", chunks: [])
    }

    /// The same as a stream of 50 events, of which each came in a piece of its own.
    static func stream(_ number: Int) -> Interaction {
        let words = (0..<48).map { #"{"content":" word\#($0)"}"# }
        let deltas = [#"{"role":"assistant","content":"","refusal":null}"#] + words
        let events =
            deltas.map { delta in
                #"data: {"id":"chatcmpl-\#(number)","object":"chat.completion.chunk","created":1741569952,"#
                    + #""model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_1","#
                    + #""choices":[{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":null}]}"#
            } + ["data: [DONE]"]
        var body: [UInt8] = []
        var chunks: [Chunk] = []
        for event in events {
            let bytes = Array("\(event)\n\n".utf8)
            chunks.append(Chunk(offset: body.count, length: bytes.count, time: Int64(chunks.count) * 8000))
            body += bytes
        }
        return made(
            question(number, members: #""stream":true,"#),
            answer: body,
            "text/event-stream; charset=utf-8",
            chunks: chunks
        )
    }

    private static func question(_ number: Int, members: String) -> String {
        let question = String(repeating: "Summarize the following conversation. ", count: 15)
        return #"{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,\#(members)"#
            + #""messages":[{"role":"user","content":"\#(number): \#(question)"}]}"#
    }

    private static func made(_ request: String, answer: [UInt8], _ type: String, chunks: [Chunk]) -> Interaction {
        Interaction(
            recordedAt: 0,
            request: RecordedRequest(
                method: .post,
                path: "/v1/chat/completions",
                headerFields: [.contentType: "application/json"],
                body: .bytes(Array(request.utf8))
            ),
            response: RecordedResponse(
                status: 200,
                headerFields: [.contentType: type, .server: "cloudflare"],
                body: .bytes(answer),
                chunks: chunks,
                timeToFirstByte: 400_000,
                duration: 410_000
            )
        )
    }
}
