// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct VcrpyFormatTests {
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

    @Test func `reads bodies that a serializer keeps parsed`() throws {
        let file = try Fixture.read(
            """
            interactions:
            - request:
                headers: {content-type: [application/json]}
                method: POST
                parsed_body:
                  messages:
                  - content: |-
                      two
                      lines
                    role: user
                  n: 1
                  stop: null
                  stream: false
                  temperature: 0.10
                  user: '1'
                  "yes": "no"
                  rest: [1.0e-05, +2, .5, 1., 0x1F, 010, 1_0, 12345678901234567890, yes, TRUE, 2024-01-01, ~]
                  text: [1e3, 1.0e5, -.5, tRUE, _1, 1-2, 12:30:45, -, ., 0xZ]
                uri: https://api.openai.com/v1/chat/completions
              response:
                headers: {content-type: [application/json], content-length: ['9']}
                parsed_body: {id: x, usage: {total_tokens: 3}, empty: {}, list: []}
                status: {code: 200, message: OK}
            - request: {headers: {}, method: GET, body: '', uri: 'https://api.openai.com/v1/models'}
              response: {headers: {}, parsed_body: [1, two], status: {code: 200, message: OK}}
            version: 1
            """
        )
        #expect(
            file.interactions.first?.requestText
                == #"{"messages":[{"content":"two\nlines","role":"user"}],"n":1,"stop":null,"stream":false,"#
                + #""temperature":0.10,"user":"1","yes":"no","#
                + #""rest":[1.0e-05,2,0.5,1.0,31,8,10,12345678901234567890,true,true,"2024-01-01",null],"#
                + #""text":["1e3","1.0e5","-.5","tRUE","_1","1-2","12:30:45","-",".","0xZ"]}"#
        )
        #expect(
            file.interactions.map(\.responseText) == [
                #"{"id":"x","usage":{"total_tokens":3},"empty":{},"list":[]}"#, #"[1,"two"]"#,
            ]
        )
        // Said once a file.
        #expect(file.skippedEntries.map(\.interaction) == [nil])
        #expect(file.skippedEntries.first?.reason.contains("kept parsed") == true)
    }

    @Test(arguments: [".nan", ".inf", "-.INF"])
    func `refuses numbers that JSON does not have`(number: String) throws {
        let failure = try Fixture.failure(of: Fixture.vcrpy(body: "{a: \(number)}"))
        #expect(failure?.reason == "a number of a body is \(number), which JSON cannot spell")
    }

    @Test func `reads lists of requests and responses, as serializers get them`() throws {
        let file = try Fixture.read(
            """
            requests:
            - {method: GET, uri: 'https://api.openai.com/v1/models', body: null, headers: {accept: ['*/*']}}
            - {method: GET, uri: 'https://api.openai.com/v1/files', body: null, headers: {}}
            responses:
            - {body: {string: one}, headers: {}, status: {code: 200, message: OK}}
            """
        )
        #expect(file.format == .vcrpy && file.interactions.map(\.responseText) == ["one"])
        #expect(file.skippedEntries.map(\.description) == ["interaction 2 left out: no response was recorded"])
    }

    @Test(arguments: ["{a: 1}", "[{a: 1}]", "{string: {a: 1}}"])
    func `reads documents in the place of text`(value: String) throws {
        let file = try Fixture.read(Fixture.vcrpy(request: value, body: value))
        #expect(file.interactions.first?.requestText.contains(#""a":1"#) == true)
        #expect(file.interactions.first?.responseText.contains(#""a":1"#) == true)
        #expect(file.skippedEntries.count == 1)
    }

    @Test(arguments: [("json_body: {a: 1}", #"{"a":1}"#), ("body: {type: Buffer, data: [65, 66]}", "AB")])
    func `reads what other serializers write`(_ row: (member: String, body: String)) throws {
        let text = Fixture.vcrpy(request: "XX").replacing("body: XX", with: row.member)
        #expect(try Fixture.read(text).interactions.first?.requestText == row.body)
    }

    @Test func `refuses a body under a name that is not known`() throws {
        let text = Fixture.vcrpy(request: "XX").replacing("body: XX", with: "zipped_body: abc")
        #expect(try Fixture.failure(of: text)?.reason == "the body is kept as 'zipped_body', which is not known")
    }

    @Test(arguments: ["request:", "request: 1\n  response: 2", "null", "{}", "request: {method: GET}"])
    func `goes on behind an odd entry`(entry: String) throws {
        let text = Fixture.vcrpy().replacing("interactions:\n", with: "interactions:\n- \(entry)\n")
        let file = try Fixture.read(text)
        #expect(file.interactions.count == 1)
        #expect(
            file.skippedEntries.map(\.interaction) == [1]
                && file.skippedEntries.allSatisfy { $0.extent == .interaction }
        )
    }

    @Test func `leaves out a body that is damaged and takes the rest`() throws {
        let cut = Fixture.binary(Array(Fixture.deflate(Array("lost".utf8)).dropLast(3)))
        let bad = Fixture.vcrpy(encoding: "gzip", body: cut).replacing("\nversion: 1", with: "\n")
        let good = Fixture.vcrpy(body: "'kept'").replacing("interactions:\n", with: "")
        let file = try Fixture.read(bad + good)
        #expect(file.interactions.map(\.responseText) == ["kept"])
        #expect(file.skippedEntries.map(\.description) == ["interaction 1 left out: the gzip data ends too early"])
        #expect(file.skippedEntries.map(\.isDamage) == [true])
    }

    @Test(
        arguments: [
            "!!python/object/apply:__builtin__.frozenset\n    - - !!python/tuple [Accept, '*/*']",
            "{Accept: '*/*'}",
        ]
    )
    func `reads cassettes from before version 1`(headers: String) throws {
        let file = try Fixture.read(
            """
            - request: !!python/object:vcr.request.Request
                body: null
                headers: \(headers)
                host: api.openai.com
                method: GET
                path: /v1/models?a=1
                port: 443
                protocol: https
              response:
                body: {string: !!python/unicode '{}'}
                headers:
                  content-type: [application/json]
                status: {code: 200, message: OK}
            """
        )
        #expect(file.format == .vcrpy && file.skippedEntries.isEmpty)
        #expect(file.interactions.first?.request.requestLine == "GET /v1/models?a=1")
        #expect(file.interactions.first?.request.headerFields == [.accept: "*/*"])
        #expect(file.interactions.first?.responseText == "{}")
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
