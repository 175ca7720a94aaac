// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct VcrpyDialectTests {
    @Test func `reads text, missing and binary bodies`() throws {
        let text = try Fixture.read(Fixture.vcrpy(request: #"'{"it''s": 1}'"#, body: "'[1]'"))
        #expect(text.format == .vcrpy)
        #expect(text.interactions.first?.requestText == #"{"it's": 1}"#)
        #expect(text.interactions.first?.responseText == "[1]")
        let binary = try Fixture.read(Fixture.vcrpy(request: "!!binary |\n      AP8=", body: "null"))
        #expect(binary.interactions.first?.request.body == .bytes([0, 255]))
        #expect(binary.interactions.first?.response.body == .empty)
    }

    @Test func `reads the state of a Python byte stream as the body`() throws {
        let state = "!!python/object/new:_io.BytesIO\n      state: !!python/tuple [!!binary QUJD, 0, null]"
        #expect(try Fixture.read(Fixture.vcrpy(request: state)).interactions.first?.requestText == "ABC")
    }

    @Test func `reads field names that are Python objects`() throws {
        let fields = """

                  ? !!python/object/apply:multidict._multidict.istr
                  - Accept
                  : - application/json
                  User-Agent: [OpenAI/Python 1.0, 2]
            """
        let file = try Fixture.read(Fixture.vcrpy(fields: fields))
        #expect(
            file.interactions.first?.request.headerFields.map { "\($0.name): \($0.value)" } == [
                "Accept: application/json", "User-Agent: OpenAI/Python 1.0", "User-Agent: 2",
            ]
        )
    }

    @Test func `decodes compressed bodies`() throws {
        let compressed = Fixture.deflate(Array(#"{"id":"x"}"#.utf8))
        let file = try Fixture.read(Fixture.vcrpy(encoding: "gzip", body: Fixture.binary(compressed)))
        #expect(file.interactions.first?.responseText == #"{"id":"x"}"#)
        #expect(file.interactions.first?.response.headerFields == [.contentType: "application/json"])
    }

    @Test func `reads what the httpx stubs of older versions wrote`() throws {
        let file = try Fixture.read(
            """
            interactions:
            - request: {body: '', headers: {}, method: GET, uri: 'https://api.openai.com/v1/models'}
              response:
                content: "{}"
                headers: {Content-Encoding: [gzip], Date: ['Mon, 23 Oct 2023 21:28:28 GMT']}
                http_version: HTTP/1.1
                status_code: 404
            version: 1
            """
        )
        #expect(file.interactions.first?.response.status == 404)
        #expect(file.interactions.first?.responseText == "{}")
        #expect(file.interactions.first?.recordedAt == 1_698_096_508_000_000)
    }

    @Test func `follows the aliases Python writes for shared values`() throws {
        let file = try Fixture.read(
            """
            interactions:
            - request: &id001
                body: null
                headers: {Accept: &id002 [text/plain]}
                method: GET
                uri: https://api.openai.com/v1/models
              response: {body: {string: one}, headers: {x-a: *id002}, status: {code: 200, message: OK}}
            - request: *id001
              response: {body: {string: two}, headers: {}, status: {code: 200, message: OK}}
            version: 1
            """
        )
        #expect(file.interactions.map(\.responseText) == ["one", "two"])
        #expect(file.interactions[1].request == file.interactions[0].request)
        #expect(file.interactions[0].response.headerFields.map(\.value) == ["text/plain"])
    }

    @Test func `reads the JSON that its other serializer writes`() throws {
        let file = try Fixture.read(
            #"""
            {"version": 1, "interactions": [{
              "request": {"method": "GET", "uri": "https://api.openai.com/v1/models", "body": null, "headers": {}},
              "response": {"status": {"code": 200, "message": "OK"}, "headers": {"Content-Type": ["text/plain"]},
                "body": {"string": "é\n"}}}]}
            """#
        )
        #expect(file.format == .vcrpy)
        #expect(file.interactions.first?.responseText == "é\n")
    }
}
