// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct AzureResponseTests {
    private let responses = AzureResponse(model: "mine")

    @Test(arguments: [("completed", "["), ("in_progress", "null")])
    func `names the deployment and has the results of the filter once it ended`(status: String, results: String) {
        let document: JSONValue = [
            "object": "response", "status": .string(status), "billing": ["payer": "developer"], "completed_at": .null,
            "error": .null, "model": "gpt-4o",
        ]
        let body = String(decoding: responses.body(of: document), as: UTF8.self)
        #expect(body.contains("\"completed_at\": null,\n  \"content_filters\": \(results)"))
        #expect(body.contains("\"model\": \"mine\""))
        #expect(!body.contains("billing"))
    }

    @Test func `leaves other objects and events alone`() {
        let list: JSONValue = ["object": "list", "model": "gpt-4o"]
        #expect(String(decoding: responses.body(of: list), as: UTF8.self) == list.text(indent: 2))
        let event: JSONValue = ["type": "response.output_text.delta", "delta": "a"]
        #expect(String(decoding: responses.event(event), as: UTF8.self) == event.text())
    }

    @Test func `translates the response within an event`() {
        let event: JSONValue = ["type": "x", "response": ["object": "response", "model": "gpt-4o"]]
        #expect(
            String(decoding: responses.event(event), as: UTF8.self)
                == #"{"type":"x","response":{"object":"response","model":"mine"}}"#
        )
    }
}
