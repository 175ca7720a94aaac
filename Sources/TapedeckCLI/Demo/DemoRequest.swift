// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request of the demo.
struct DemoRequest {
    let method: HTTPRequest.Method
    let path: String
    var body: JSONValue?

    /// The requests that are recorded and replayed.
    static let recorded = [
        chat(
            """
            Summarize the dialogue in one sentence.

            Amanda: I baked cookies. Do you want some?
            Jerry: Sure!
            Amanda: I'll bring you some tomorrow :-)
            """
        ),
        chat("What is a cassette?", isStreamed: true),
        DemoRequest(method: .get, path: "/v1/models"),
    ]

    /// The first request with another temperature, which was not recorded.
    static let changed = chat(recorded[0].question ?? "", temperature: 0.7)

    var line: String { "\(method.rawValue) \(path)" }

    /// The text of a chat request.
    var question: String? { body?["messages"]?.elements?.last?["content"]?.string }

    private static func chat(_ question: String, temperature: Double = 0.2, isStreamed: Bool = false) -> DemoRequest {
        let body: [(String, JSONValue)] = [
            ("model", "gpt-4o-mini"),
            ("messages", [["role": "user", "content": .string(question)]]),
            ("temperature", .decimal(temperature)),
        ]
        let members = (isStreamed ? body + [("stream", true)] : body).map { JSONMember(name: $0.0, value: $0.1) }
        return DemoRequest(method: .post, path: "/v1/chat/completions", body: .object(members))
    }
}
