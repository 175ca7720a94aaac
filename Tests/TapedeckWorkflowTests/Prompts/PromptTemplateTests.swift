// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckWorkflow

@Suite struct PromptTemplateTests {
    let sample = Sample(
        id: "1",
        fields: [.init(name: "dialogue", text: "A: {hi}"), .init(name: "topic", text: "greeting")]
    )

    @Test func `fills fields in, once`() throws {
        let template = try PromptTemplate("On {topic}: {dialogue} {{dialogue}} }}{{")
        #expect(template.fields == ["topic", "dialogue"])
        #expect(try template.text(for: sample) == "On greeting: A: {hi} {dialogue} }{")
    }

    @Test func `the prompt of the lesson is what its text reads as`() throws {
        let read = try PromptTemplate("Summarize the following conversation...\n\nDialog: {dialogue}")
        #expect(read == .summarization)
        #expect(try read.text(for: sample) == "Summarize the following conversation...\n\nDialog: A: {hi}")
    }

    @Test(arguments: ["{", "a } b", "{}", "{a b}", "{dialogue", "{dia\nlogue}", "{a{b}}"])
    func `refuses braces that do not fit`(_ text: String) {
        #expect(throws: WorkflowError.self) { try PromptTemplate(text) }
    }

    @Test func `names a field that a sample does not have`() throws {
        let template = try PromptTemplate("Dialog: {dialog}")
        let error = #expect(throws: WorkflowError.self) { try template.text(for: sample) }
        #expect(
            error?.message.contains("names {dialog}, which sample '1' does not have; it has {dialogue}, {topic}")
                == true
        )
    }

    @Test func `refuses prompts that ask all the same or give the answer away`() throws {
        #expect(throws: WorkflowError.self) { try Prompts(user: try PromptTemplate("Hello")).check([sample]) }
        let telling = try Prompts(user: PromptTemplate("{dialogue} {summary}"))
        let error = #expect(throws: WorkflowError.self) { try telling.check([sample]) }
        #expect(error?.message.contains("{summary}") == true)
    }

    @Test func `an example ends in the summary`() throws {
        let sample = Sample(id: "1", dialogue: "A: hi", summary: "They greet.")
        let prompts = try Prompts(system: PromptTemplate("Be short."), user: PromptTemplate("Dialog: {dialogue}"))
        #expect(
            try prompts.example(for: sample).text() == #"""
                {"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Dialog: A: hi"},{"role":"assistant","content":"They greet."}]}
                """#
        )
    }
}
