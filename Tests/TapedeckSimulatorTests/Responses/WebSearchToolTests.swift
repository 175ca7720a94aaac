// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct WebSearchToolTests {
    @Test func `repeats its definition with the service's defaults`() throws {
        #expect(
            try HostedToolFixture(#"{"type":"web_search"}"#).tool.definition.text()
                == #"{"type":"web_search","return_token_budget":"default","search_content_types":["text"],"search_context_size":"medium","user_location":{"type":"approximate","city":null,"country":"US","region":null,"timezone":null}}"#
        )
        let preview =
            #"{"type":"web_search_preview","user_location":{"type":"approximate","city":"Oslo"},"search_context_size":"low"}"#
        #expect(
            try HostedToolFixture(preview).tool.definition.text()
                == #"{"type":"web_search_preview","search_context_size":"low","user_location":{"type":"approximate","city":"Oslo","country":null,"region":null,"timezone":null}}"#
        )
    }

    @Test func `searches and cites a page at its place in the text`() async throws {
        let result = try await HostedToolFixture(#"{"type":"web_search"}"#).run("What is the weather in Redmond?")
        #expect(
            result.eventTypes == ["in_progress", "searching", "completed"].map { "response.web_search_call.\($0)" }
        )
        #expect(
            result.done()["action"]?.text()
                == #"{"type":"search","queries":["What is the weather in Redmond?"],"query":"What is the weather in Redmond?"}"#
        )
        let annotation = try #require(result.annotations.first).document
        let text = Array(try #require(result.text).unicodeScalars)
        let start = try #require(annotation["start_index"]?.integer)
        let end = try #require(annotation["end_index"]?.integer)
        let url = try #require(annotation["url"]?.string)
        #expect(String(String.UnicodeScalarView(text[start..<end])) == "([example.com](\(url)))")
        #expect(String(String.UnicodeScalarView(text)).contains("simulated"))
        #expect(result.webSearches == 1)
    }

    @Test func `lists its sources when they are included`() async throws {
        let fixture = try HostedToolFixture(#"{"type":"web_search"}"#)
        let result = try await fixture.run("Any news?", include: ["web_search_call.action.sources"])
        #expect(result.done()["action"]?["sources"]?.elements?.count == 3)
    }

    @Test func `does nothing when it is excluded or after the result of a tool`() async throws {
        let fixture = try HostedToolFixture(#"{"type":"web_search"}"#)
        #expect(try await fixture.run("News?", demand: .excluded).items.isEmpty)
        let answered = try await fixture.run(
            "News?",
            input: #"[{"type":"function_call_output","call_id":"call_1","output":"1"}]"#,
            demand: .required
        )
        #expect(answered.items.isEmpty)
        #expect(answered.inputTokens > 0)
    }
}
