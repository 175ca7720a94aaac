// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct GraderTemplateTests {
    private let input = GraderInput(
        item: ["label": "yes", "n": 3, "list": [["x": "deep"], "second"], "nested": ["a": ["b": true]]],
        sample: #"{"answer": "yes", "score": 0.5, "parts": [1, 2]}"#
    )

    @Test(arguments: [
        ("plain", "plain"), ("{{item.label}}", "yes"), ("{{ item.label }}!", "yes!"), ("{{item.n}}", "3"),
        ("{{item.list[0].x}} {{item.list.1}}", "deep second"), ("{{item.nested}}", #"{"a":{"b":true}}"#),
        ("{{sample.output_json.answer}}={{sample.output_json.score}}", "yes=0.5"),
        ("{{sample.output_json.parts[1]}}", "2"),
        ("a {{ b", "a {{ b"), ("}} {{item.label}}", "}} yes"), ("{{item.label}}{{item.label}}", "yesyes"),
    ])
    func `variables stand for their values`(template: String, text: String) throws {
        #expect(try GraderTemplate(template).filled(input) == text)
    }

    @Test(arguments: [
        "{{item.nope}}", "{{item.list[7]}}", "{{sample.nope}}", "{{other.x}}", "{{}}", "{{item.label.x}}",
    ])
    func `an unknown variable is a problem`(template: String) throws {
        let problem = try #require(throws: GraderProblem.self) { try GraderTemplate(template).filled(input) }
        #expect(problem.kind == .variable)
    }

    @Test func `a sample that is no JSON has no members`() throws {
        let plain = GraderInput(item: [:], sample: "not json")
        #expect(try GraderTemplate("{{sample.output_text}}").filled(plain) == "not json")
        let problem = try #require(throws: GraderProblem.self) {
            try GraderTemplate("{{sample.output_json.a}}").filled(plain)
        }
        #expect(problem.kind == .sample)
    }

    @Test func `a text that gets too long is a problem`() throws {
        let long = GraderInput(item: [:], sample: String(repeating: "x", count: 40_000))
        let problem = try #require(throws: GraderProblem.self) {
            try GraderTemplate("{{sample.output_text}}{{sample.output_text}}").filled(long)
        }
        #expect(problem.kind == .other)
    }
}
