// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

struct HARFormatTests {
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

    private func response(_ fields: String, _ content: String) -> String {
        "\"status\": 200, \"headers\": [\(fields)], \"content\": {\(content)}"
    }

    private func coding(_ name: String) -> String { #"{"name": "Content-Encoding", "value": "\#(name)"}"# }

    @Test(arguments: ["gzip", "deflate"])
    func `joins and decompresses the hexadecimal pieces of older Pollys`(coding: String) throws {
        let body = Fixture.deflate(Array(#"{"polly":5}"#.utf8), windowBits: coding == "gzip" ? 31 : 15)
        let pieces = [body.prefix(5), body.dropFirst(5)].map { piece in
            #"\""# + piece.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + #"\""#
        }
        let content = "\"text\": \"[\(pieces.joined(separator: ", "))]\""
        let file = try Fixture.read(archive(response: response(self.coding(coding), content)))
        #expect(file.interactions.first?.responseText == #"{"polly":5}"#)
    }

    @Test func `reads compressed bodies that are one run of hexadecimal digits`() throws {
        let digits = Fixture.deflate(Array(#"{"polly":1}"#.utf8)).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        let file = try Fixture.read(archive(response: response(coding("gzip"), "\"text\": \"\(digits.joined())\"")))
        #expect(file.interactions.first?.responseText == #"{"polly":1}"#)
    }

    @Test func `leaves out hexadecimal pieces in a coding that cannot be undone`() throws {
        let file = try Fixture.read(archive(response: response(coding("br"), #""text": "[\"0bff0080\"]""#)))
        #expect(file.skippedEntries.map(\.reason) == ["the response body is encoded as 'br'"])
    }

    @Test(arguments: ["00ff10", "AP8Q"])
    func `reads binary bodies of older Pollys`(text: String) throws {
        let file = try Fixture.read(archive(response: response("", "\"text\": \"\(text)\", \"_isBinary\": true")))
        #expect(file.interactions.first?.response.body == .bytes([0, 255, 16]))
    }

    @Test(arguments: [#"["abcd"]"#, #"["1f8b", 2]"#, "[]", "1f8b08"])
    func `does not take text for the pieces of Polly`(text: String) throws {
        let content = "\"text\": \(JSONValue.string(text).text())"
        let file = try Fixture.read(archive(response: response(coding("gzip"), content)))
        #expect(file.interactions.first?.responseText == text)
    }

    @Test(arguments: ["br", "zstd", "gzip", "deflate"])
    func `takes bodies as decoded, whatever the type and the fields say`(coding: String) throws {
        let fields = self.coding(coding) + #", {"name": "content-type", "value": "audio/mpeg"}"#
        let contents: [(String, [UInt8])] = [
            (#""text": "x\ny""#, Array("x\ny".utf8)), (#""text": "AP8=", "encoding": "base64""#, [0, 255]),
        ]
        for (content, body) in contents {
            let file = try Fixture.read(archive(response: response(fields, content)))
            #expect(file.interactions.first?.response.body == .bytes(body))
        }
    }

    @Test func `reads the files that Playwright attaches`() throws {
        let attached: [String: [UInt8]] = ["a.json": Array(#"{"input":1}"#.utf8), "b.bin": [0, 255]]
        let files = BodyFiles { folder, name, _ in folder == .sourceFolder ? attached[name] : nil }
        func read(_ name: String) throws -> ImportedFile {
            let text = archive(
                request:
                    #", "postData": {"mimeType": "application/json", "text": "", "params": [], "_file": "a.json"}"#,
                response: response("", #""size": -1, "_file": "\#(name)""#)
            )
            return try CassetteImporter().read(Array(text.utf8), name: "test.har", files: files)
        }
        let file = try read("b.bin")
        #expect(file.interactions.first?.requestText == #"{"input":1}"#)
        #expect(file.interactions.first?.response.body == .bytes([0, 255]) && file.skippedEntries.isEmpty)
        for name in ["c.bin", "../b.bin"] {
            let failure = #expect(throws: ImportError.self) { try read(name) }
            #expect(failure?.reason.contains("'\(name)' of a body") == true)
        }
    }

    @Test func `makes fields of the lines that browsers join`() throws {
        let fields =
            #"{"name": "link", "value": "<a>; rel=\"next\"\n<b>; rel=\"last\""}, {"name": "x", "value": "one\r\n two"}"#
        let file = try Fixture.read(archive(response: response(fields, #""text": "{}""#)))
        #expect(
            file.interactions.first?.response.headerFields.map { "\($0.name): \($0.value)" } == [
                #"link: <a>; rel="next""#, #"link: <b>; rel="last""#, "x: one two",
            ]
        )
    }

    @Test(arguments: ["null", "[]", "\"\"", #"{"request": {"method": "GET"}, "response": {}}"#, #"{"request": {}}"#])
    func `goes on behind an odd entry`(entry: String) throws {
        let text = archive(response: response("", #""text": "{}""#)).replacing("[{\n", with: "[\(entry), {\n")
        let file = try Fixture.read(text)
        #expect(file.interactions.count == 1)
        #expect(
            file.skippedEntries.map(\.interaction) == [1]
                && file.skippedEntries.allSatisfy { $0.extent == .interaction }
        )
    }

    @Test func `leaves out content in an encoding that is not known`() throws {
        let failure = try Fixture.failure(of: archive(response: response("", #""text": "x", "encoding": "rot13""#)))
        #expect(failure?.reason == "the content is encoded as 'rot13', which is not known")
    }

    @Test func `takes content that was kept parsed, and says so`() throws {
        let file = try Fixture.read(archive(response: response("", #""text": {"a": [1.50, null]}"#)))
        #expect(file.interactions.first?.responseText == #"{"a":[1.50,null]}"#)
        #expect(file.skippedEntries.map(\.interaction) == [nil])
    }

    @Test(arguments: [#""size": 3, "text": """#, #""size": 0"#])
    func `says when a body is empty and should not be`(content: String) throws {
        let text = archive(
            request: #", "bodySize": 7, "postData": {"text": ""}"#,
            response: response(#"{"name": "content-length", "value": "3"}"#, content)
        )
        let file = try Fixture.read(text)
        #expect(file.skippedEntries.count == 2 && file.skippedEntries.allSatisfy { $0.extent == .part })
        #expect(file.skippedEntries.first?.reason == "the archive was saved without the body of the request")
    }

    @Test(arguments: ["1e300", "-5", "\"NaN\"", "\"inf\"", "9223372036854775807"])
    func `bounds the times of an archive`(time: String) throws {
        let text = archive(response: response("", #""text": "{}""#)).replacing(
            "\"time\": 620.5",
            with: "\"time\": \(time)"
        )
        let duration = try #require(try Fixture.read(text).interactions.first?.response.duration)
        #expect((0...3_155_760_000_000_000).contains(duration))
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
            file.skippedEntries == [
                SkippedEntry(
                    interaction: 1,
                    extent: .part,
                    reason: "the archive has the parameters of the request body and not the body itself"
                ),
                SkippedEntry(
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
            file.skippedEntries.map(\.description) == [
                "interaction 1 left out: no final response was recorded (status 0)"
            ]
        )
    }
}
