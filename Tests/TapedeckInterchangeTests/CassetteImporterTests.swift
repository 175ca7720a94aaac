// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct CassetteImporterTests {
    /// Not a key of anyone: letters and digits in order.
    private let key = "sk-" + "proj-abcdefghijklmnopqrstuvwxyz0123456789"

    @Test func `replaces keys in URL, fields and bodies`() throws {
        let file = try Fixture.read(
            Fixture.vcrpy(
                uri: "https://api.openai.com/v1/models?key=\(key)",
                request: "'{\"k\":\"\(key)\"}'",
                fields: "{User-Agent: [\(key)], Authorization: [Bearer other-\(key)]}",
                body: "'{\"echo\":\"\(key)\"}'"
            )
        )
        #expect(!"\(file.interactions)".contains("abcdefghij"))
        #expect(file.interactions.first?.request.headerFields[.authorization] == nil)
        let placeholder = "sk-REDACTED" + String(repeating: ".", count: 40)
        #expect(file.interactions.first?.responseText == #"{"echo":"\#(placeholder)"}"#)
    }

    @Test func `replaces credentials of any shape by their value`() throws {
        let file = try Fixture.read(
            Fixture.vcrpy(fields: "{Authorization: Bearer local-key-1234}", body: "'you sent local-key-1234'")
        )
        #expect(file.interactions.first?.responseText.hasPrefix("you sent REDACTED") == true)
    }

    @Test(arguments: ["Sanitized", "Bearer <OPENAI_ACCESS_TOKEN>", "Bearer test_openai_key"])
    func `leaves the placeholders of other recorders as they are`(value: String) throws {
        let word = try #require(value.split(separator: " ").last)
        let file = try Fixture.read(Fixture.vcrpy(fields: "{Authorization: '\(value)'}", body: "'id \(word)'"))
        #expect(file.interactions.first?.responseText == "id \(word)")
    }

    @Test func `applies the rules of the cassette`() throws {
        let file = try Fixture.read(Fixture.vcrpy(body: "'user-17'"), rules: RedactionRules(patterns: ["user-[0-9]+"]))
        #expect(file.interactions.first?.responseText == "REDACTED")
    }

    @Test func `lists what belongs to another API and keeps the order of the rest`() throws {
        let entries = ["a", "b", "c"].map { name in
            let host = name == "b" ? "example.com/things" : "api.openai.com/v1/models"
            return """
                - request: {body: null, headers: {}, method: GET, uri: 'https://\(host)'}
                  response: {body: {string: \(name)}, headers: {}, status: {code: 200, message: OK}}

                """
        }
        let file = try Fixture.read("interactions:\n" + entries.joined() + "version: 1\n")
        #expect(file.interactions.map(\.responseText) == ["a", "c"])
        #expect(
            file.skippedEntries.map(\.description) == [
                "interaction 2 left out: the URL is not one of an OpenAI-style API (host example.com)"
            ]
        )
    }

    @Test func `leaves out requests of an API that only shares the paths`() throws {
        let file = try Fixture.read(
            Fixture.vcrpy(uri: "https://gateway.test/v1/models", fields: "{anthropic-version: '2023-06-01'}")
        )
        #expect(file.interactions.isEmpty)
        #expect(file.skippedEntries.first?.extent == .interaction)
    }

    @Test(arguments: ["br", "zstd", "compress"])
    func `leaves out a body in a coding that cannot be undone`(coding: String) throws {
        let file = try Fixture.read(
            Fixture.vcrpy(encoding: coding, body: Fixture.binary([0x28, 0xB5, 0x2F, 0xFD, 0xFF, 0]))
        )
        #expect(file.interactions.isEmpty)
        #expect(file.skippedEntries.first?.reason == "the response body is encoded as '\(coding)'")
    }

    @Test func `cuts event streams behind every event`() throws {
        let body = #""data: 1\r\n\r\n: note\n\ndata: 2\n\nrest""#
        let file = try Fixture.read(Fixture.vcrpy(type: "text/event-stream; charset=utf-8", body: body))
        let response = try #require(file.interactions.first?.response)
        #expect(response.chunks.map(\.length) == [11, 17, 4])
        #expect(Chunk.areContiguous(response.chunks, covering: response.body.length))
    }

    @Test(arguments: ["hello: world", "- 1\n- 2", #"{"a": 1}"#, "[]", "plain text", "<html></html>"])
    func `refuses what is no cassette and names the formats`(text: String) throws {
        let failure = try #require(try Fixture.failure(of: text))
        #expect(failure.code == .unknownFormat)
        #expect(failure.description.hasPrefix("test.yml: the file is not a cassette of a known format; "))
        #expect(failure.description.contains("Ruby VCR, R vcr, vcrpy, HAR, Azure test proxy, Datadog test agent"))
    }

    @Test func `takes a byte order mark for none`() throws {
        #expect(try Fixture.read("\u{FEFF}" + Fixture.vcrpy()).format == .vcrpy)
    }
}
