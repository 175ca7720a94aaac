// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct HARDialectTests {
    private func archive(request: String = "", response: String) -> String {
        """
        {"log": {"version": "1.2", "entries": [{
          "startedDateTime": "2025-08-17T13:58:28.125+02:00", "time": 620.5,
          "timings": {"blocked": -1, "dns": -1, "connect": -1, "send": 0.5, "wait": 600, "receive": 20},
          "request": {"method": "POST", "url": "https://api.openai.com/v1/chat/completions",
            "headers": [{"name": ":authority", "value": "api.openai.com"}, {"name": "accept", "value": "*/*"}]\(request)},
          "response": {\(response)}
        }]}}
        """
    }

    @Test func `reads an entry with its times`() throws {
        let file = try Fixture.read(
            archive(
                request: #", "postData": {"mimeType": "application/json", "text": "{\"n\":1}"}"#,
                response: #"""
                    "status": 200, "headers": [{"name": "Content-Type", "value": "text/plain"}],
                    "content": {"size": 2, "mimeType": "text/plain", "text": "ok"}
                    """#
            )
        )
        #expect(file.format == .har)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.requestText == #"{"n":1}"#)
        #expect(interaction.responseText == "ok")
        #expect(interaction.request.headerFields == [.accept: "*/*"])
        #expect(interaction.recordedAt == 1_755_431_908_125_000)
        #expect(interaction.response.timeToFirstByte == 600_500)
        #expect(interaction.response.duration == 620_500)
    }

    @Test func `reads content in base64`() throws {
        let file = try Fixture.read(
            archive(response: #""status": 200, "headers": [], "content": {"encoding": "base64", "text": "AP8="}"#)
        )
        #expect(file.interactions.first?.response.body == .bytes([0, 255]))
    }

    @Test func `joins and decompresses the base64 pieces of Polly`() throws {
        let compressed = Fixture.deflate(Array(#"{"polly":true}"#.utf8))
        let pieces = [compressed.prefix(7), compressed.dropFirst(7)].map { Fixture.binary(Array($0)).dropFirst(10) }
        let text = pieces.map { "\\\"\($0.dropLast())\\\"" }.joined(separator: ",")
        let file = try Fixture.read(
            archive(
                response: """
                    "status": 200,
                    "headers": [{"name": "content-encoding", "value": "gzip"}],
                    "content": {"encoding": "base64", "text": "[\(text)]"}
                    """
            )
        )
        #expect(file.interactions.first?.responseText == #"{"polly":true}"#)
    }

    @Test func `says what an archive was saved without`() throws {
        let file = try Fixture.read(
            archive(
                request: #", "postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]}"#,
                response: #""status": 200, "headers": [], "content": {"size": 9}"#
            )
        )
        #expect(file.interactions.count == 1)
        #expect(
            file.omissions == [
                Omission(
                    interaction: 1,
                    extent: .part,
                    reason: "the archive has the parameters of the request body and not the body itself"
                ),
                Omission(
                    interaction: 1,
                    extent: .part,
                    reason: "the archive was saved without the content of the response"
                ),
            ]
        )
    }

    @Test func `leaves out a request that was never answered`() throws {
        let file = try Fixture.read(archive(response: #""status": 0, "headers": [], "content": {}"#))
        #expect(file.interactions.isEmpty)
        #expect(
            file.omissions.map(\.description) == [
                "interaction 1 left out: no final response was recorded (status 0)"
            ]
        )
    }
}
