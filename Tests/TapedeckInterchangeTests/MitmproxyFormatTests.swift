// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange
import Testing

/// A value as mitmproxy writes it.
private indirect enum Flow {
    case bytes([UInt8]), text(String), integer(Int), seconds(Double), null
    case list([Flow]), map([(String, Flow)])

    static func data(_ text: String) -> Flow { .bytes(Array(text.utf8)) }

    var encoded: [UInt8] {
        switch self {
        case .bytes(let bytes): Self.tagged(bytes, ",")
        case .text(let text): Self.tagged(Array(text.utf8), ";")
        case .integer(let number): Self.tagged(Array(String(number).utf8), "#")
        case .seconds(let number): Self.tagged(Array(number.description.utf8), "^")
        case .null: Self.tagged([], "~")
        case .list(let list): Self.tagged(list.flatMap(\.encoded), "]")
        case .map(let members): Self.tagged(members.flatMap { Flow.text($0.0).encoded + $0.1.encoded }, "}")
        }
    }

    private static func tagged(_ bytes: [UInt8], _ tag: Unicode.Scalar) -> [UInt8] {
        Array("\(bytes.count):".utf8) + bytes + [UInt8(ascii: tag)]
    }
}

struct MitmproxyFormatTests {
    private func flow(
        type: String = "http",
        version: Flow = .integer(21),
        request: [(String, Flow)] = [],
        response: Flow? = nil,
        websocket: Flow = .null
    ) -> [UInt8] {
        let fields = Flow.list([.list([.data("Content-Type"), .data("application/json")])])
        let message: [(String, Flow)] = [
            ("method", .data("POST")), ("scheme", .data("https")), ("host", .text("api.openai.com")),
            ("port", .integer(443)),
            ("path", .data("/v1/files?a=1")), ("headers", fields), ("content", .data("{}")),
            ("timestamp_start", .seconds(1_700_000_000.5)),
        ]
        let answer = Flow.map([
            ("status_code", .integer(200)), ("headers", fields), ("content", .bytes([0xFF])),
            ("timestamp_start", .seconds(1_700_000_000.75)), ("timestamp_end", .seconds(1_700_000_001)),
        ])
        return Flow.map([
            ("version", version), ("type", .text(type)), ("websocket", websocket), ("request", .map(message + request)),
            ("response", response ?? answer),
        ]).encoded
    }

    private func file(_ bytes: [UInt8]) throws -> ImportedFile {
        try CassetteImporter().read(bytes, name: "flows")
    }

    @Test func `reads flows with their times`() throws {
        let file = try file(flow() + flow(version: .list([.integer(0), .integer(18)])))
        #expect(file.format == .mitmproxy && file.interactions.count == 2 && file.skippedEntries.isEmpty)
        let interaction = try #require(file.interactions.first)
        #expect(interaction.request.requestLine == "POST /v1/files?a=1")
        #expect(interaction.requestText == "{}")
        #expect(interaction.response.body == .bytes([0xFF]))
        #expect(interaction.recordedAt == 1_700_000_000_500_000)
        #expect(interaction.response.timeToFirstByte == 250_000)
        #expect(interaction.response.duration == 500_000)
    }

    @Test func `lists flows that are no exchange`() throws {
        let flows =
            flow(type: "tcp") + flow(websocket: .map([("messages", .list([]))])) + flow(response: .null) + flow()
        let file = try file(flows)
        #expect(file.interactions.count == 1)
        #expect(
            file.skippedEntries.map(\.description) == [
                "interaction 1 left out: the flow is one of tcp", "interaction 2 left out: it is a WebSocket session",
                "interaction 3 left out: no response was recorded",
            ]
        )
    }

    @Test func `says that a body was not kept`() throws {
        let file = try file(flow(response: .map([("status_code", .integer(200)), ("content", .null)])))
        #expect(file.skippedEntries.map(\.reason) == ["mitmproxy did not keep the body of the response"])
    }

    @Test func `refuses a version it does not know`() throws {
        let failure = try #require(try Fixture.failure(of: flow(version: .integer(99))))
        #expect(failure.description.contains("save the flows as HAR with mitmproxy"))
    }

    @Test func `ends on every prefix of a file, and on every changed byte`() throws {
        let bytes = flow()
        for length in 4..<bytes.count { #expect(try Fixture.failure(of: Array(bytes.prefix(length))) != nil) }
        for index in bytes.indices.dropFirst(6) {
            var changed = bytes
            changed[index] = UInt8(ascii: "9")
            _ = try Fixture.failure(of: changed)
        }
    }

    @Test(arguments: ["-5:x", "+5:x", ":", "12345678901234:", "99:1:x,"])
    func `refuses what follows a flow and is none`(rest: String) throws {
        #expect(try Fixture.failure(of: flow() + Array(rest.utf8))?.code == .malformed)
    }

    @Test func `refuses deep nesting`() throws {
        var deep = Flow.null
        for _ in 0..<100 { deep = .list([deep]) }
        let failure = try #require(try Fixture.failure(of: Flow.map([("type", deep)]).encoded))
        #expect(failure.reason == "the flow file is nested deeper than 64 levels")
    }
}
