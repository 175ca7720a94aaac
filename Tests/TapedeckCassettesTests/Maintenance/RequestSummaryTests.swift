// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@testable import TapedeckCassettes

struct RequestSummaryTests {
    @Test(arguments: [
        (
            #"{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Name  a\ncolour."}]}"#,
            "Name a colour."
        ),
        (
            #"{"messages":[{"role":"user","content":"first"},{"role":"assistant","content":"x"},{"role":"user","content":"last"},{"role":"tool","content":"t"}]}"#,
            "last"
        ),
        (
            #"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}},{"type":"text","text":"What is this?"}]}]}"#,
            "What is this?"
        ),
        (#"{"messages":[{"role":"system","content":"Only this."}]}"#, "Only this."),
        (#"{"input":"Embed me."}"#, "Embed me."), (#"{"input":["one","two"]}"#, "one"),
        (#"{"input":[{"role":"user","content":[{"type":"input_text","text":"Hi."}]}],"instructions":"x"}"#, "Hi."),
        (#"{"prompt":"Once upon"}"#, "Once upon"), (#"{"input":[1,2]}"#, nil), (#"{"a":1}"#, nil), ("not JSON", nil),
        ("", nil),
    ])
    func `the prompt is the last thing that the user said`(body: String, prompt: String?) throws {
        let request = Interaction.sample(request: body).request
        #expect(try RequestSummary(request) { _, _ in [] }.prompt == prompt)
    }

    @Test func `only the beginning of a long prompt is kept`() throws {
        let text = String(repeating: "word ", count: 100_000)
        let summary = try RequestSummary(Interaction.sample(request: #"{"model":"m","input":"\#(text)"}"#).request) {
            _,
            _ in []
        }
        #expect(summary.prompt?.count == 201 && summary.prompt?.hasSuffix("…") == true)
        #expect(summary.model == "m")
    }
}
