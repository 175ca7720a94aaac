// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckCLI

struct MCPSessionTests {
    private var session = MCPSession(
        tools: [
            MCPTool(
                name: "echo",
                about: "Gives back a text.",
                arguments: [MCPTool.Argument(type: "string", name: "text", about: "The text.", isRequired: true)]
            ) { ["text": .string(try $0.text("text") ?? "")] }
        ],
        instructions: "Say something."
    )

    private mutating func ask(_ text: String) async throws -> JSONValue? {
        try await session.answer(Array(text.utf8)).map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private mutating func begin(_ version: String = "2025-06-18") async throws -> JSONValue? {
        try await ask(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":{}}}"#
        )
    }

    private mutating func call(_ arguments: String, tool: String = "echo") async throws -> JSONValue? {
        try await ask(
            #"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#
        )
    }

    @Test(arguments: ["2025-06-18", "2025-03-26", "2024-11-05"])
    mutating func `agrees on a version that both know`(_ version: String) async throws {
        let result = try await begin(version)?["result"]
        #expect(result?["protocolVersion"] == .string(version))
        #expect(result?["capabilities"]?["tools"] == [:] && result?["serverInfo"]?["name"] == "tapedeck")
    }

    @Test mutating func `offers the newest version to a client of another`() async throws {
        #expect(try await begin("1999-01-01")?["result"]?["protocolVersion"] == "2025-06-18")
    }

    @Test mutating func `answers a ping before the start, and nothing to a notification`() async throws {
        #expect(
            try await ask(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#) == ["jsonrpc": "2.0", "id": 1, "result": [:]]
        )
        #expect(try await ask(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#) == nil)
        #expect(try await ask(#"{"jsonrpc":"2.0","id":5,"result":{}}"#) == nil)
    }

    @Test mutating func `lists and calls tools after the start`() async throws {
        #expect(try await ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)?["error"]?["code"] == -32600)
        _ = try await begin()
        let tool = try await ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)?["result"]?["tools"]?.elements?
            .first
        #expect(tool?["name"] == "echo" && tool?["inputSchema"]?["required"] == ["text"])
        let result = try await call(#"{"text":"hé\n"}"#)?["result"]
        #expect(result?["isError"] == false && result?["structuredContent"] == ["text": "hé\n"])
        #expect(result?["content"] == [["type": "text", "text": #"{"text":"hé\n"}"#]])
    }

    @Test mutating func `has no structured content before its version`() async throws {
        _ = try await begin("2024-11-05")
        #expect(try await call(#"{"text":"x"}"#)?["result"]?["structuredContent"] == nil)
    }

    @Test(arguments: [
        ("[]", "The arguments are an object."), ("{}", "echo needs the argument 'text'"),
        (#"{"text":1}"#, "The argument 'text' is a text."),
        (#"{"text":"x","txt":1}"#, "echo has no argument \"txt\"; it takes text."),
    ])
    mutating func `tells the model what is wrong with a call`(_ arguments: String, _ message: String) async throws {
        _ = try await begin()
        let result = try await call(arguments)?["result"]
        #expect(result?["isError"] == true)
        #expect(result?["content"]?.elements?.first?["text"]?.string?.contains(message) == true)
    }

    @Test(arguments: [
        ("{", -32700, JSONValue.null), ("[]", -32600, nil), ("1", -32600, nil),
        (#"{"id":1,"method":"ping"}"#, -32600, 1),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, nil), (#"{"jsonrpc":"2.0","id":7}"#, -32600, 7),
        (#"{"jsonrpc":"2.0","id":"x","method":"resources/list"}"#, -32601, "x"),
        (#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"none"}}"#, -32602, 2),
        (#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":[]}"#, -32602, 2),
        (#"{"jsonrpc":"2.0","id":2,"method":"initialize","params":{}}"#, -32602, 2),
    ])
    mutating func `answers what is wrong with the code for it`(_ line: String, _ code: Int, _ id: JSONValue)
        async throws
    {
        _ = try await begin()
        let answer = try await ask(line)
        #expect(answer?["error"]?["code"] == .integer(code) && answer?["id"] == id)
    }

    @Test mutating func `answers a batch in the version that has them`() async throws {
        _ = try await begin("2025-03-26")
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        #expect(try await ask("[\(ping),\(ping)]")?.elements?.count == 2)
        #expect(try await ask(#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#) == nil)
        #expect(try await ask("[]")?["error"]?["code"] == -32600)
    }
}
