// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct GoVCRFormatTests {
    private func cassette(duration: String, body: String = "'{}'", form: String = "{}") -> String {
        """
        ---
        version: 2
        interactions:
          - id: 0
            request:
              proto: HTTP/1.1
              content_length: 0
              host: api.openai.com
              body: ""
              form: \(form)
              headers: {Accept: ['*/*']}
              url: https://api.openai.com/v1/models?a=1
              method: GET
            response:
              proto: HTTP/2.0
              transfer_encoding: []
              content_length: -1
              uncompressed: true
              body: \(body)
              headers:
                Content-Type: [application/json]
              status: 200 OK
              code: 200
              duration: \(duration)
        """
    }

    @Test(
        arguments: [
            ("121.5ms", 121_500), ("1m2.5s", 62_500_000), ("1.5µs", 2), ("''", 0), ("soon", 0), ("0s", 0),
            ("2000000", 2000), ("99999999999h", 3_155_760_000_000_000),
        ]
    )
    func `reads an exchange with its duration`(_ row: (text: String, microseconds: Int64)) throws {
        let file = try Fixture.read(cassette(duration: row.text))
        #expect(file.format == .goVCR && file.skippedEntries.isEmpty)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.request.requestLine == "GET /v1/models?a=1")
        #expect(interaction.request.headerFields == [.accept: "*/*"])
        #expect(interaction.response.status == 200 && interaction.responseText == "{}")
        #expect(interaction.response.duration == row.microseconds)
    }

    @Test func `reads version 1, binary bodies and a status without a code`() throws {
        let text = cassette(duration: "''", body: "!!binary AP8=").replacing("version: 2", with: "version: 1")
            .replacing("      code: 200\n", with: "")
        #expect(try Fixture.read(text).interactions.first?.response.body == .bytes([0, 255]))
    }

    @Test func `says when only the form of a body was kept`() throws {
        let file = try Fixture.read(cassette(duration: "1s", form: "{purpose: [batch]}"))
        #expect(
            file.skippedEntries.map(\.reason) == [
                "the cassette has the form of the request body and not the body itself"
            ]
        )
    }
}
