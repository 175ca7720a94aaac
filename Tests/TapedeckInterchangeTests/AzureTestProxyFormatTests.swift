// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct AzureTestProxyFormatTests {
    private func records(
        requestType: String? = nil,
        requestLength: Int = 0,
        request: String = "null",
        responseType: String = "application/json",
        response: String = "null"
    ) -> String {
        let type = requestType.map { #""Content-Type": "\#($0)", "# } ?? ""
        return """
            {"Entries": [{
              "RequestUri": "https://api.openai.com/v1/files", "RequestMethod": "POST",
              "RequestHeaders": {\(type)"Authorization": "Sanitized", "Content-Length": "\(requestLength)"},
              "RequestBody": \(request), "StatusCode": 200,
              "ResponseHeaders": {"Content-Type": "\(responseType)", "Date": "Sanitized"},
              "ResponseBody": \(response)
            }], "Variables": {}}
            """
    }

    @Test func `writes embedded JSON without white space and keeps order and spelling of numbers`() throws {
        let file = try Fixture.read(
            records(
                requestType: "application/json",
                request: #"{"b": 1.50, "a": "Sanitized"}"#,
                response: #"{"é": []}"#
            )
        )
        #expect(file.format == .azureTestProxy)
        #expect(file.interactions.first?.requestText == #"{"b":1.50,"a":"Sanitized"}"#)
        #expect(file.interactions.first?.responseText == #"{"é":[]}"#)
        #expect(file.interactions.first?.recordedAt == 0)
        #expect(file.skippedEntries.map(\.interaction) == [nil])
        #expect(file.skippedEntries.first?.reason.contains("white space") == true)
    }

    @Test func `joins the parts of a multipart body`() throws {
        let file = try Fixture.read(
            records(
                requestType: "multipart/form-data; boundary=x",
                requestLength: 40,
                request:
                    #"["--x\r\n", "Content-Disposition: form-data; name=f\r\n", "\r\n", "b64:AP8=", "\r\n", "--x--\r\n"]"#
            )
        )
        let expected = Array("--x\r\nContent-Disposition: form-data; name=f\r\n\r\n".utf8) + [0, 255]
        #expect(file.interactions.first?.request.body == .bytes(expected + Array("\r\n--x--\r\n".utf8)))
        #expect(file.skippedEntries.isEmpty)
    }

    @Test func `joins the lines of an event stream and cuts it into chunks`() throws {
        let file = try Fixture.read(
            records(responseType: "text/event-stream", response: #"["data: 1\n", "\n", "data: [DONE]\n", "\n"]"#)
        )
        let response = try #require(file.interactions.first?.response)
        #expect(file.interactions.first?.responseText == "data: 1\n\ndata: [DONE]\n\n")
        #expect(response.chunks.map(\.length) == [9, 14])
    }

    @Test func `decodes bodies that are neither JSON nor text`() throws {
        let file = try Fixture.read(records(responseType: "audio/pcm", response: #""AP8=""#))
        #expect(file.interactions.first?.response.body == .bytes([0, 255]))
    }

    @Test func `says which request body the proxy did not keep`() throws {
        let file = try Fixture.read(records(requestType: "multipart/form-data; boundary=x", requestLength: 498))
        #expect(file.interactions.count == 1)
        #expect(
            file.skippedEntries.map(\.description) == [
                "interaction 1: the source did not keep the 498 bytes of the request body"
            ]
        )
    }
}
