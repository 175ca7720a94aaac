// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct VCRFormatTests {
    private let ruby = #"""
        ---
        http_interactions:
        - request:
            method: post
            uri: https://api.openai.com/v1/files?limit=2
            body:
              encoding: ASCII-8BIT
              string: !binary |-
                AAEC
                /w==
            headers:
              Content-Type:
              - application/octet-stream
              Authorization:
              - Bearer <OPENAI_ACCESS_TOKEN>
          response:
            status:
              code: 201
              message: Created
            headers:
              Content-Type:
              - application/json
              X-Twice:
              - one
              - two
              Set-Cookie:
              - secret=1
            body:
              encoding: UTF-8
              string: |-
                {
                  "id": "file-é"
                }
          recorded_at: Tue, 14 Nov 2023 21:48:24 GMT
        - request:
            method: get
            uri: https://api.openai.com/v1/models
            body:
              encoding: US-ASCII
              base64_string: |
                eyJh
                IjoxfQ==
          response:
            status: {code: 200, message: OK}
            headers: {}
            body: {encoding: UTF-8, string: ''}
          recorded_at: Tue, 14 Nov 2023 21:48:25 GMT
        recorded_with: VCR 6.1.0
        """#

    @Test func `reads a cassette of Ruby's VCR`() throws {
        let file = try Fixture.read(ruby)
        #expect(file.format == .rubyVCR)
        #expect(file.skippedEntries.isEmpty)
        let first = try #require(file.interactions.first)
        #expect(first.request.requestLine == "POST /v1/files?limit=2")
        #expect(first.request.body == .bytes([0, 1, 2, 255]))
        #expect(first.request.headerFields == [.contentType: "application/octet-stream"])
        #expect(first.response.status == 201)
        #expect(first.responseText == "{\n  \"id\": \"file-é\"\n}")
        #expect(
            first.response.headerFields.map { "\($0.name): \($0.value)" } == [
                "Content-Type: application/json", "X-Twice: one", "X-Twice: two",
            ]
        )
        #expect(first.recordedAt == 1_699_998_504_000_000)
    }

    @Test func `reads bodies in base64`() throws {
        let file = try Fixture.read(ruby)
        #expect(file.interactions.count == 2)
        #expect(file.interactions.last?.requestText == #"{"a":1}"#)
    }

    @Test func `reads a cassette of R's vcr`() throws {
        let file = try Fixture.read(
            """
            http_interactions:
            - request:
                method: POST
                uri: https://api.openai.com/v1/responses
                body:
                  string: '{"model":"gpt-5"}'
              response:
                status: 200
                headers:
                  content-encoding: br
                  content-type: application/json
                  access-control-expose-headers:
                  - X-Request-ID
                  - CF-Ray
                body:
                  string: '{"ok":true}'
              recorded_at: 2026-08-02 22:26:36
            recorded_with: VCR-vcr/2.0.0
            """
        )
        #expect(file.format == .rVCR)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.responseText == #"{"ok":true}"#)
        #expect(interaction.response.headerFields.map(\.value) == ["application/json", "X-Request-ID", "CF-Ray"])
        #expect(interaction.recordedAt == 1_785_709_596_000_000)
    }

    @Test func `follows the aliases Ruby writes for repeated strings`() throws {
        let text = ruby.replacing("uri: https://api.openai.com/v1/models", with: "uri: *1")
            .replacing("uri: https://api.openai.com/v1/files?limit=2", with: "uri: &1 https://api.openai.com/v1/files")
        #expect(try Fixture.read(text).interactions.map(\.request.path) == ["/v1/files", "/v1/files"])
    }

    @Test func `leaves out an entry in which something is missing, and names it and its line`() throws {
        let file = try Fixture.read(ruby.replacing("method: get", with: "verb: get"))
        #expect(file.interactions.count == 1)
        #expect(
            file.skippedEntries.map(\.description) == ["interaction 2 left out: the request has no 'method' (line 36)"]
        )
        #expect(file.skippedEntries.map(\.isDamage) == [true])
    }

    @Test func `names the interaction and the line when no entry can be read`() throws {
        let failure = try Fixture.failure(of: ruby.replacing("method: ", with: "verb: "))
        #expect(failure?.code == .malformed)
        #expect(
            failure?.description
                == "test.yml:4: interaction 1: the request has no 'method'; repair the file or record it again"
        )
    }

    private func r(status: String = "{status_code: 200}", body: String) -> String {
        """
        http_interactions:
        - request: {method: get, uri: 'https://api.openai.com/v1/models', body: {encoding: '', string: ''}, headers: {}}
          response:
            status: \(status)
            headers: {status: 'HTTP/1.1 200 OK'}
            body: \(body)
          recorded_at: 2025-04-08 12:55:40 GMT
          recorded_with: vcr/1.7.0, webmockr/2.0.0
        """
    }

    @Test(arguments: [
        "{status_code: 200, category: Success}", "{status_code: '200'}", "200", "'200 OK'", "{code: 200.0}",
    ])
    func `reads the status as versions of R's vcr write it`(status: String) throws {
        let file = try Fixture.read(r(status: status, body: "{encoding: '', file: no, string: '{}'}"))
        #expect(file.interactions.map(\.response.status) == [200])
        #expect(file.interactions.first?.responseText == "{}" && file.skippedEntries.isEmpty)
    }

    @Test(
        arguments: [
            "{encoding: '', file: yes, string: files/a.json}", "{file: true, string: files/a.json}",
            "{on_disk: files/a.json}",
        ]
    )
    func `does not take the name of a file for the body in it`(body: String) throws {
        let failure = try Fixture.failure(of: r(body: body))
        #expect(failure?.reason == "the body is in the file 'files/a.json', which is not read")
    }

    @Test func `plays a body in the encoding that the cassette names`() throws {
        func read(_ encoding: String) throws -> ImportedFile {
            try Fixture.read(
                ruby.replacing("encoding: UTF-8\n      string: |-", with: "encoding: \(encoding)\n      string: |-")
            )
        }
        let body = Array("{\n  \"id\": \"file-".utf8) + [0xE9] + Array("\"\n}".utf8)
        #expect(try read("ISO-8859-1").interactions.first?.response.body == .bytes(body))
        #expect(try read("KOI8-R").skippedEntries.map(\.reason) == ["the body is text in 'KOI8-R', which is not known"])
    }
}
