// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct DatadogTestAgentFormatTests {
    @Test func `reads the one exchange of a file`() throws {
        let file = try Fixture.read(
            #"""
            {"request": {"method": "POST", "url": "https://api.openai.com/v1/embeddings",
               "headers": {"Content-Type": "application/json", "Authorization": "Bearer 1234567890"},
               "body": "{\"input\":\"x\"}"},
             "response": {"status": {"code": 400, "message": "Bad Request"},
               "headers": {"Content-Encoding": "gzip", "Content-Type": "application/json"}, "body": "{\"error\":{}}"}}
            """#
        )
        #expect(file.format == .datadogTestAgent)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.request.requestLine == "POST /v1/embeddings")
        #expect(interaction.request.headerFields == [.contentType: "application/json"])
        #expect(interaction.requestText == #"{"input":"x"}"#)
        #expect(interaction.response.status == 400)
        #expect(interaction.responseText == #"{"error":{}}"#)
    }

    private func text(request: String, response: String) -> String {
        """
        {"request": {"method": "POST", "url": "https://api.openai.com/v1/audio/speech", "headers": {},
           "body": \(request)},
         "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": \(response)}}
        """
    }

    @Test func `reads bodies that are not text`() throws {
        let file = try Fixture.read(text(request: "\"base64:/w==\"", response: "\"base64:AP8=\""))
        #expect(file.interactions.first?.request.body == .bytes([255]))
        #expect(file.interactions.first?.response.body == .bytes([0, 255]))
    }

    @Test func `refuses a mark without base64 behind it`() throws {
        let failure = try Fixture.failure(of: text(request: "\"\"", response: "\"base64:A*\""))
        #expect(failure?.reason == "the body after 'base64:' is not base64")
    }

    @Test func `reads a body that is a document`() throws {
        let file = try Fixture.read(text(request: "{\"a\": 1}", response: "[1]"))
        #expect(file.interactions.map(\.requestText) == ["{\"a\":1}"])
        #expect(file.interactions.map(\.responseText) == ["[1]"])
    }
}
