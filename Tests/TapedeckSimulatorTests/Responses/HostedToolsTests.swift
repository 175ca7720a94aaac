// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct HostedToolsTests {
    struct Echo: Sendable, CustomTestStringConvertible {
        let sent: String
        let echoed: String
        var testDescription: String { sent }
    }

    static let echoes = [
        Echo(
            sent: #"{"type":"file_search","vector_store_ids":["vs_1"]}"#,
            echoed:
                #"{"type":"file_search","filters":null,"max_num_results":20,"ranking_options":{"ranker":"auto","score_threshold":0.0},"vector_store_ids":["vs_1"]}"#
        ),
        Echo(
            sent: #"{"type":"code_interpreter","container":{"type":"auto"}}"#,
            echoed: #"{"type":"code_interpreter","container":{"type":"auto"}}"#
        ),
        Echo(
            sent: #"{"type":"image_generation","model":"gpt-image-1"}"#,
            echoed:
                #"{"type":"image_generation","background":"auto","model":"gpt-image-1","moderation":"auto","n":1,"output_compression":100,"output_format":"png","quality":"auto","size":"auto"}"#
        ),
        Echo(
            sent: #"{"type":"tool_search"}"#,
            echoed: #"{"type":"tool_search","description":null,"parameters":null}"#
        ),
        Echo(sent: #"{"type":"apply_patch"}"#, echoed: #"{"type":"apply_patch"}"#),
    ]

    @Test(arguments: echoes) func `repeats definitions with the service's defaults`(_ row: Echo) throws {
        #expect(try HostedToolFixture(row.sent).tool.definition.text() == row.echoed)
    }

    @Test func `refuses the tools that a model does not support`() throws {
        let fields = try RequestFields(["type": "file_search", "vector_store_ids": ["vs_1"]], at: "tools[0]")
        let error = #expect(throws: APIError.self) { try HostedTools.tool(fields, model: "gpt-4") }
        #expect(error?.message == "Hosted tool 'file_search' is not supported with gpt-4.")
        #expect(error?.param == "tools")
        let function = try RequestFields(["type": "function"], at: "tools[0]")
        #expect(try HostedTools.tool(function, model: "gpt-4") == nil)
    }

    @Test func `runs code that adds the numbers of the message`() async throws {
        let fixture = try HostedToolFixture(#"{"type":"code_interpreter","container":{"type":"auto"}}"#)
        let result = try await fixture.run("Calculate 3 plus 4", include: ["code_interpreter_call.outputs"])
        let item = result.done()
        #expect(item["code"] == "numbers = [3, 4]\nprint(sum(numbers))")
        #expect(item["outputs"]?.text() == #"[{"type":"logs","logs":"7\n"}]"#)
        #expect(item["container_id"]?.string?.hasPrefix("cntr_") == true)
        #expect(result.text?.contains("simulated") == true)
        let types = result.eventTypes
        #expect(types.first == "response.code_interpreter_call.in_progress")
        #expect(
            Array(types.suffix(3)) == [
                "response.code_interpreter_call_code.done", "response.code_interpreter_call.interpreting",
                "response.code_interpreter_call.completed",
            ]
        )
        #expect(try await fixture.run("Tell me a joke").items.isEmpty)
    }

    @Test func `draws a PNG of the size that is asked for`() async throws {
        let fixture = try HostedToolFixture(#"{"type":"image_generation","size":"1024x1536","partial_images":2}"#)
        let result = try await fixture.run("Draw a cat")
        let data = try #require(Base64.decode((result.done()["result"]?.string ?? "").utf8))
        #expect(Array(data.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
        #expect(Array(data[16..<24]) == [0, 0, 4, 0, 0, 0, 6, 0])
        #expect(result.eventTypes.filter { $0.hasSuffix("partial_image") }.count == 2)
        #expect(result.done()["revised_prompt"] == "Simulated picture: Draw a cat")
        #expect(result.imageUsage?["output_tokens"] == 1584)
    }

    @Test(
        arguments: [
            ("Create a new file named NOTES.md with two lines.", "create_file", "NOTES.md"),
            ("Delete `src/old.py`.", "delete_file", "src/old.py"),
            ("Change the greeting in src/app.py, please", "update_file", "src/app.py"),
        ]
    ) func `patches the file that the message names`(_ question: String, _ type: String, _ path: String) async throws {
        let fixture = try HostedToolFixture(#"{"type":"apply_patch"}"#)
        let result = try await fixture.run(question)
        #expect(result.endsResponse)
        #expect(result.done()["operation"]?["type"]?.string == type)
        #expect(result.done()["operation"]?["path"]?.string == path)
        // The item can be sent back, with its output.
        let item = result.done()
        let callID = try #require(item["call_id"]?.string)
        let output = #"{"type":"apply_patch_call_output","call_id":"\#(callID)","status":"completed"}"#
        try ItemOrder.check(try ItemFixture.items("[\(item.text()),\(output)]"))
        #expect(try await fixture.run(question, input: "[\(item.text()),\(output)]").items.isEmpty)
    }

    @Test func `finds deferred tools by the words of the message`() async throws {
        let tools = #"""
            [{"type":"tool_search"},{"type":"function","name":"get_invoice","defer_loading":true},
            {"type":"function","name":"get_weather","defer_loading":true}]
            """#
        let result = try await HostedToolFixture(#"{"type":"tool_search"}"#, among: tools).run("Show invoice 7")
        #expect(result.items.map { $0.done["type"]?.string } == ["tool_search_call", "tool_search_output"])
        #expect(result.done(0)["arguments"]?.text() == #"{"paths":["get_invoice"]}"#)
        #expect(result.done(1)["tools"]?.elements?.count == 1)
        #expect(!result.endsResponse)
    }

    @Test func `leaves a search for tools to the client`() async throws {
        let result = try await HostedToolFixture(#"{"type":"tool_search","execution":"client"}"#).run("Show invoice 7")
        #expect(result.endsResponse)
        #expect(result.done()["execution"] == "client")
        #expect(result.done()["arguments"]?.text() == #"{"query":"Show invoice 7"}"#)
    }
}
