// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct DatadogTestAgentDialectTests {
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
}
