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

    private mutating func ask(_ text: String) throws -> JSONValue? {
        try session.answer(Array(text.utf8)).map { try JSONValue(parsing: Array($0.utf8)) }
    }

    private mutating func begin(_ version: String = "2025-06-18") throws -> JSONValue? {
        try ask(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":{}}}"#
        )
    }

    private mutating func call(_ arguments: String, tool: String = "echo") throws -> JSONValue? {
        try ask(
            #"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#
        )
    }

    @Test(arguments: ["2025-06-18", "2025-03-26", "2024-11-05"])
    mutating func `agrees on a version that both know`(_ version: String) throws {
        let result = try begin(version)?["result"]
        #expect(result?["protocolVersion"] == .string(version))
        #expect(result?["capabilities"]?["tools"] == [:] && result?["serverInfo"]?["name"] == "tapedeck")
    }

    @Test mutating func `offers the newest version to a client of another`() throws {
        #expect(try begin("1999-01-01")?["result"]?["protocolVersion"] == "2025-06-18")
    }

    @Test mutating func `answers a ping before the start, and nothing to a notification`() throws {
        #expect(try ask(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#) == ["jsonrpc": "2.0", "id": 1, "result": [:]])
        #expect(try ask(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#) == nil)
        #expect(try ask(#"{"jsonrpc":"2.0","id":5,"result":{}}"#) == nil)
    }

    @Test mutating func `lists and calls tools after the start`() throws {
        #expect(try ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)?["error"]?["code"] == -32600)
        _ = try begin()
        let tool = try ask(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)?["result"]?["tools"]?.elements?.first
        #expect(tool?["name"] == "echo" && tool?["inputSchema"]?["required"] == ["text"])
        let result = try call(#"{"text":"hé\n"}"#)?["result"]
        #expect(result?["isError"] == false && result?["structuredContent"] == ["text": "hé\n"])
        #expect(result?["content"] == [["type": "text", "text": #"{"text":"hé\n"}"#]])
    }

    @Test mutating func `has no structured content before its version`() throws {
        _ = try begin("2024-11-05")
        #expect(try call(#"{"text":"x"}"#)?["result"]?["structuredContent"] == nil)
    }

    @Test(arguments: [
        ("[]", "The arguments are an object."), ("{}", "echo needs the argument 'text'"),
        (#"{"text":1}"#, "The argument 'text' is a text."),
        (#"{"text":"x","txt":1}"#, "echo has no argument \"txt\"; it takes text."),
    ])
    mutating func `tells the model what is wrong with a call`(_ arguments: String, _ message: String) throws {
        _ = try begin()
        let result = try call(arguments)?["result"]
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
    mutating func `answers what is wrong with the code for it`(_ line: String, _ code: Int, _ id: JSONValue) throws {
        _ = try begin()
        let answer = try ask(line)
        #expect(answer?["error"]?["code"] == .integer(code) && answer?["id"] == id)
    }

    @Test mutating func `answers a batch in the version that has them`() throws {
        _ = try begin("2025-03-26")
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        #expect(try ask("[\(ping),\(ping)]")?.elements?.count == 2)
        #expect(try ask(#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#) == nil)
        #expect(try ask("[]")?["error"]?["code"] == -32600)
    }
}
