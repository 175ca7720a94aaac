// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct ResponsesSocketRequestTests {
    private func read(_ text: String) throws -> ResponsesSocketRequest {
        try ResponsesSocketRequest(parsing: Array(text.utf8)[...])
    }

    @Test func `the members of the message are taken out, and the request is streamed`() throws {
        let request = try read(
            #"{"type":"response.create","model":"m","stream_id":"a.b-1","input":"é","stream":false,"background":false}"#
        )
        #expect(
            String(decoding: request.body(after: nil), as: UTF8.self) == #"{"model":"m","input":"é","stream":true}"#
        )
        #expect(request.lane == "a.b-1")
        #expect(request.event(#"{"type":"x"}"#).elementsEqual(#"{"type":"x","stream_id":"a.b-1"}"#.utf8))
    }

    @Test func `an event without a lane is sent as it is`() throws {
        #expect(try read(#"{"type":"response.create"}"#).event("{}").elementsEqual("{}".utf8))
    }

    @Test func `a response that the connection alone keeps is continued by its items`() throws {
        let request = try read(#"{"type":"response.create","previous_response_id":"resp_1","input":"b","store":false}"#)
        #expect(request.previousID == "resp_1" && !request.isStored)
        let body = String(decoding: request.body(after: [["role": "user", "content": "a"]]), as: UTF8.self)
        #expect(body.contains(#""input":[{"role":"user","content":"a"},{"role":"user","content":"b"}]"#))
        #expect(!body.contains("previous_response_id"))
        let event = #"{"type":"x","response":{"previous_response_id":null}}"#
        #expect(request.event(event, isContinued: true).elementsEqual(event.replacing("null", with: "\"resp_1\"").utf8))
        #expect(request.event(event).elementsEqual(event.utf8))
    }

    @Test(arguments: [
        ("", "null", "null"), ("[]", "null", "null"), ("{}", #""type""#, "missing_required_parameter"),
        (#"{"type":1}"#, #""type""#, "invalid_type"), (#"{"type":"response.cancel"}"#, #""type""#, "invalid_value"),
        (#"{"type":"response.create","stream_id":""}"#, #""stream_id""#, "invalid_value"),
        (#"{"type":"response.create","stream_id":"a b"}"#, #""stream_id""#, "invalid_value"),
        (#"{"type":"response.create","stream_id":2}"#, #""stream_id""#, "invalid_type"),
        (#"{"type":"response.create","background":true}"#, #""background""#, "unsupported_parameter"),
    ])
    func `a bad message has the service's error`(text: String, param: String, code: String) throws {
        let error = #expect(throws: ResponsesSocketError.self) { try read(text) }
        let shown = String(decoding: try #require(error).text, as: UTF8.self)
        #expect(shown.hasPrefix(#"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"#))
        #expect(shown.contains(code) && shown.hasSuffix(#""param":\#(param)}}"#))
    }
}
