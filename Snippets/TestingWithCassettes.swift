// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// Tests that ask a cassette in place of the service: recorded by the first run, replayed by all others.

import Foundation
import TapedeckTesting
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.cassettes(matching: try MatchingRules(scrubbing: ["date"])))
struct ChatTests {
    // snippet.trait
    @Test(.cassette("chat/cookies")) func answers() async throws {
        let answer = try await ask("Who baked cookies?", at: Tapedeck.current.baseURL, key: Tapedeck.current.key)
        #expect(answer.contains("Amanda"))
    }
    // snippet.end

    @Test(arguments: ["en", "de"]) func translates(to language: String) async throws {
        let answer = try await ask(
            "Good morning in \(language)?",
            at: Tapedeck.current.baseURL,
            key: Tapedeck.current.key
        )
        #expect(!answer.isEmpty)
    }

    @Test(.cassette("summaries", unused: .fail)) func `summaries are as good as they were`() async throws {
        let summary = try await ask("Summarize: …", at: Tapedeck.current.baseURL, key: Tapedeck.current.key)
        try await expectScores([summary], ["Amanda baked cookies."], match: "summaries", stemmer: .porter)
    }
}

/// The body of a chat completion: the program under test.
func ask(_ question: String, at baseURL: URL, key: String) async throws -> String {
    var request = URLRequest(url: baseURL.appending(path: "chat/completions"))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "content-type")
    request.setValue("Bearer \(key)", forHTTPHeaderField: "authorization")
    let content = String(decoding: try JSONEncoder().encode(question), as: UTF8.self)
    let body = #"{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": \#(content)}]}"#
    request.httpBody = Data(body.utf8)
    return String(decoding: try await URLSession.shared.data(for: request).0, as: UTF8.self)
}
