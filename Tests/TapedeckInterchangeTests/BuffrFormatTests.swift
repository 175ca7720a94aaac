// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct BuffrFormatTests {
    private let text = #"""
        {"version": 1, "interactions": [
          {"type": "http", "http": {
            "request": {"method": "POST", "path": "/v1/chat/completions", "query": "a=1",
              "headers": {"Content-Type": ["application/json"], "Authorization": ["Bearer x"]}, "body": "{\"stream\":true}"},
            "response": {"status": 200, "headers": {"Content-Type": ["text/event-stream"]},
              "body_chunks": [{"data": "data: 1\n", "delay_ms": 12}, {"data_b64": "CmQ=", "delay_ms": 3}]},
            "match": {"captures": [{"pattern": "x", "captured": "y"}]}}},
          {"type": "websocket", "websocket": {"request": {"path": "/v1/realtime"}, "frames": []}},
          {"type": "http", "http": {
            "request": {"method": "POST", "host": "api.openai.com", "path": "/v1/files", "body_b64": "AP8="},
            "response": {"status": 400, "body": "no"}}}
        ]}
        """#

    @Test func `reads exchanges with their chunks, and lists WebSocket sessions`() throws {
        let file = try Fixture.read(text)
        #expect(file.format == .buffr)
        let stream = try #require(file.interactions.first)
        #expect(stream.request.requestLine == "POST /v1/chat/completions?a=1")
        #expect(stream.requestText == #"{"stream":true}"#)
        #expect(stream.responseText == "data: 1\n\nd")
        let chunks = [Chunk(offset: 0, length: 8, time: 12_000), Chunk(offset: 8, length: 2, time: 15_000)]
        #expect(stream.response.chunks == chunks)
        #expect(stream.response.duration == 15_000)
        #expect(file.interactions.last?.request.body == .bytes([0, 255]))
        #expect(file.interactions.map(\.response.status) == [200, 400])
        #expect(
            file.skippedEntries.map(\.description) == [
                "interaction 1: values that buffr swaps in the answer for those of the request stay as recorded",
                "interaction 2 left out: it is a WebSocket session",
            ]
        )
    }

    @Test func `leaves out a body that is not base64`() throws {
        let file = try Fixture.read(text.replacing("AP8=", with: "?"))
        #expect(file.interactions.count == 1)
        #expect(file.skippedEntries.last?.description == "interaction 3 left out: a 'body_b64' is not base64")
    }

    @Test func `takes a body that is a document`() throws {
        let file = try Fixture.read(text.replacing(#""body_b64": "AP8=""#, with: #""body": {"a": [1]}"#))
        #expect(file.interactions.last?.requestText == #"{"a":[1]}"#)
    }
}
