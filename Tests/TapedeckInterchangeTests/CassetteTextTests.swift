// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckInterchange

struct CassetteTextTests {
    private func interaction(_ response: String) -> Interaction {
        Interaction(
            recordedAt: 5,
            request: RecordedRequest(method: .get, path: "/v1/models"),
            response: RecordedResponse(status: 200, body: .bytes(Array(response.utf8)))
        )
    }

    @Test func `writes members in one order and leaves out what is usual`() throws {
        let line = try Tapes.lines(interaction(#"{"b":1,"a":2}"#))
        #expect(
            line == #"{"recorded_at":5,"request":{"method":"GET","path":"/v1/models","headers":[]},"response":"#
                + #"{"status":200,"headers":[],"body":{"json":{"b":1,"a":2}},"first_byte":0,"duration":0}}"# + "\n"
        )
    }

    @Test(
        arguments: [
            (#"{"a":[1,2.50]}"#, #"{"json":{"a":[1,2.50]}}"#),
            (#"{"a": [1, "b, c: d"]}"#, #"{"json":{"a":[1,"b, c: d"]},"layout":"spaced"}"#),
            ("{\n  \"a\": [\n    1\n  ]\n}\n", #"{"json":{"a":[1]},"layout":"indented","end":"\n"}"#),
            (#"{"a":"\u00e9\ud83d\ude00"}"#, #"{"json":{"a":"é😀"},"ascii":true}"#),
            (#"{"a": 1,"b": 2}"#, #"{"text":"{\"a\": 1,\"b\": 2}"}"#), (#"{"a":"\/"}"#, #"{"text":"{\"a\":\"\\/\"}"}"#),
            (#"{"a":1"#, #"{"text":"{\"a\":1"}"#), (" ", #"{"text":" "}"#), ("data: 1\n\n", #"{"text":"data: 1\n\n"}"#),
        ]
    )
    func `writes a body as JSON where that is exact, else as text`(body: String, form: String) throws {
        let bytes = Array(body.utf8)
        #expect(CassetteTextBody.json(bytes, isWhole: true).text() == form)
        #expect(try CassetteTextBody.bytes(CassetteTextBody.json(bytes, isWhole: true)) == bytes)
    }

    @Test func `writes bytes that are no text in base64`() throws {
        #expect(CassetteTextBody.json([0xFF, 0], isWhole: true) == ["base64": "/wA="])
    }

    @Test func `does not nest JSON deeper than a line may be`() throws {
        let deep = Array((String(repeating: "[", count: 450) + String(repeating: "]", count: 450)).utf8)
        #expect(CassetteTextBody.json(deep, isWhole: true)["text"] != nil)
    }

    @Test(arguments: 0..<40)
    func `gives any body back to the byte`(seed: UInt64) throws {
        var chance = Chance(state: seed)
        for _ in 0..<50 {
            let body = Tapes.body(&chance)
            #expect(try CassetteTextBody.bytes(CassetteTextBody.json(body, isWhole: true)) == body)
        }
    }

    @Test(arguments: 0..<20)
    func `gives interactions back, and the same lines for them`(seed: UInt64) throws {
        let interactions = Tapes.random(count: 20, seed: seed)
        let bytes = try Tapes.export(interactions, as: .jsonl)
        let file = try CassetteImporter().read(bytes, name: "a.jsonl")
        #expect(file.format == .jsonLines)
        #expect(file.header == Tapes.header)
        #expect(file.interactions == interactions)
        #expect(file.skippedEntries.isEmpty)
        #expect(try Tapes.export(file.interactions, as: .jsonl) == bytes)
    }

    @Test func `cuts a large body into lines, between characters`() throws {
        let size = CassetteText.segmentSize
        let body = Array(("x" + String(repeating: "é", count: size)).utf8)
        var large = interaction("")
        large.response.body = .bytes(body)
        large.response.chunks = [Chunk(offset: 0, length: body.count, time: 1)]
        large.request.body = .bytes(Array(repeating: 0xFF, count: size + 1))
        let bytes = try Tapes.export([interaction("{}"), large, interaction("[]")], as: .jsonl)
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 1 + 1 + 2 + 3 + 1 + 1)
        #expect(lines.allSatisfy { $0.count < size * 2 })
        let pieces = try lines[2..<7].map { try JSONValue(parsing: $0) }
        #expect(pieces.map { $0["piece"]?.string } == ["request", "request", "response", "response", "response"])
        #expect(pieces.map { $0["body"]?["text"] != nil } == [false, false, true, true, true])
        let file = try CassetteImporter().read(bytes, name: "a.jsonl")
        #expect(file.interactions == [interaction("{}"), large, interaction("[]")])
    }

    @Test func `keeps what the cassette says of itself`() throws {
        var header = Tapes.header
        header.upstream = "http://127.0.0.1:1234/v1"
        header.matchingRules = try MatchingRules(
            ignoringJSON: ["$.user"],
            query: [],
            matchingHeaders: ["x-a"],
            scrubbing: []
        )
        header.redactionRules = RedactionRules(patterns: ["user-[0-9]+"])
        header.note = "é"
        var rest = header.line[...]
        let read = try CassetteImporter().header(name: "a") { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        #expect(read == header)
    }

    @Test func `redacts what someone wrote into the text`() throws {
        let key = "sk-" + "proj-abcdefghijklmnopqrstuvwxyz0123456789"
        let line = try Tapes.lines(interaction("hello"))
            .replacing(#""headers":[]},"response"#, with: #""headers":[["authorization","Bearer \#(key)"]]},"response"#)
            .replacing("hello", with: "it is \(key)")
        let file = try CassetteImporter().read(Array(line.utf8), name: "a.jsonl")
        #expect(file.interactions.first?.request.headerFields == [:])
        #expect(file.interactions.first?.responseText.contains("abcdefghij") == false)
    }
}
