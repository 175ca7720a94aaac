// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckInterchange

struct ServiceURLTests {
    @Test(arguments: [
        ("https://api.openai.com/v1/chat/completions", "/v1/chat/completions", nil),
        ("https://api.openai.com/v1/traces/ingest?a=1&b=%20", "/v1/traces/ingest", "a=1&b=%20"),
        ("HTTPS://user:pw@API.OpenAI.com:443/v1/models?#top", "/v1/models", ""),
        ("http://127.0.0.1:8080/openai/v1/files/f?x", "/v1/files/f", "x"),
        ("http://[::1]:8080/v1/responses", "/v1/responses", nil),
        ("https://gateway.test/v1/acme/v1/embeddings", "/v1/embeddings", nil),
    ])
    func `keeps the path from v1 on`(text: String, path: String, query: String?) throws {
        let url = try ServiceURL(text)
        #expect(url.path == path)
        #expect(url.query == query)
    }

    @Test(arguments: [
        "https://example.com/", "https://api.anthropic.com/v1/models", "https://example.com/v1/messages",
        "https://example.com/v10/models", "https://openai.com.example.org/v1/traces",
        "https://example.com/openai/deployments/x/chat/completions?api-version=v1/files",
    ])
    func `refuses other APIs by host`(text: String) {
        let failure = #expect(throws: ServiceURL.Refusal.self) { try ServiceURL(text) }
        #expect(failure?.reason.hasPrefix("the URL is not one of an OpenAI-style API (host ") == true)
    }

    @Test(arguments: ["", "/v1/models", "wss://api.openai.com/v1/realtime", "file:///v1/models"])
    func `refuses what is not HTTP`(text: String) {
        #expect(throws: ServiceURL.Refusal(reason: "the URL is not an HTTP one")) { try ServiceURL(text) }
    }
}
