// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct MCPToolTests {
    private static let never =
        #"{"type":"mcp","server_label":"dice","server_url":"https://dice.example/sse","require_approval":"never"}"#
    private static let always =
        #"{"type":"mcp","server_label":"dice","server_url":"https://dice.example/sse","allowed_tools":["roll"]}"#

    @Test func `repeats its definition without secrets`() throws {
        let json = #"""
            {"type":"mcp","server_label":"dice","server_url":"https://dice.example/sse","authorization":"token",
            "headers":{"X-Key":"value"},"require_approval":{"never":{"tool_names":["roll"]}}}
            """#
        #expect(
            try HostedToolFixture(json).tool.definition.text()
                == #"{"type":"mcp","allowed_tools":null,"authorization":"<redacted>","headers":{"X-Key":"<redacted>"},"require_approval":{"always":null,"never":{"read_only":null,"tool_names":["roll"]}},"server_description":null,"server_label":"dice","server_url":"https://dice.example/<redacted>"}"#
        )
    }

    @Test func `lists the tools of the server, calls one and says that it is simulated`() async throws {
        let result = try await HostedToolFixture(Self.never).run("Search for dragons")
        #expect(
            result.eventTypes == [
                "response.mcp_list_tools.in_progress", "response.mcp_list_tools.completed",
                "response.mcp_call.in_progress", "response.mcp_call_arguments.delta",
                "response.mcp_call_arguments.done", "response.mcp_call.completed",
            ]
        )
        #expect(result.done(0)["tools"]?.elements?.map { $0["name"]?.string } == ["search", "fetch"])
        #expect(result.done(1)["name"] == "search")
        #expect(result.done(1)["arguments"] == #"{"query":"Search for dragons"}"#)
        #expect(result.text?.hasPrefix("Simulated result") == true)
    }

    @Test func `asks for approval and acts on the answer`() async throws {
        let fixture = try HostedToolFixture(Self.always)
        let asked = try await fixture.run("Roll 2d4")
        #expect(asked.endsResponse)
        let request = asked.done(1)
        #expect(request["type"] == "mcp_approval_request")
        let id = try #require(request["id"]?.string)
        for isApproved in [true, false] {
            let answer = #"{"type":"mcp_approval_response","approval_request_id":"\#(id)","approve":\#(isApproved)}"#
            let result = try await fixture.run("Roll 2d4", input: "[\(request.text()),\(answer)]")
            #expect(!result.endsResponse)
            #expect(result.items.count == (isApproved ? 1 : 0))
            if isApproved { #expect(result.done()["approval_request_id"]?.string == id) }
            #expect(result.text != nil)
        }
    }

    @Test func `reports servers that fail or cannot be reached`() async throws {
        let failing = Self.never.replacing("dice\"", with: "failing\"")
        let result = try await HostedToolFixture(failing).run("Search")
        #expect(result.done(1)["status"] == "failed")
        #expect(result.done(1)["error"]?.text() == #"{"type":"http_error","code":424,"message":"424: "}"#)
        let unreachable = try HostedToolFixture(Self.never.replacing("dice.example", with: "dice.invalid"))
        let error = await #expect(throws: APIError.self) { try await unreachable.run("Search") }
        #expect(error?.status.code == 424)
    }
}
