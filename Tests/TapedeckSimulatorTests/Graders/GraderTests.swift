// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct GraderTests {
    @Test func `a complete grader keeps its members in their order, without nulls`() throws {
        let text = #"{"type":"python","name":"n","source":"def grade(): ...","image_tag":null,"extra":1}"#
        let grader = try Grader(RequestFields(JSONValue(parsing: Array(text.utf8)[...])))
        #expect(grader.document.text() == #"{"type":"python","name":"n","source":"def grade(): ...","extra":1}"#)
    }

    @Test(arguments: [
        ("{}", "grader.type", "missing_required_parameter"),
        (#"{"type":"other"}"#, "grader.type", "invalid_value"),
        (#"{"type":1}"#, "grader.type", "invalid_type"),
        (
            #"{"type":"string_check","name":"n","input":"i","reference":"r"}"#, "grader.operation",
            "missing_required_parameter"
        ),
        (#"{"type":"multi","name":"n","graders":{}}"#, "grader.calculate_output", "missing_required_parameter"),
    ])
    func `missing and unknown members are named with their path`(text: String, path: String, code: String) throws {
        let document = try JSONValue(parsing: Array(text.utf8)[...])
        let error = try #require(throws: APIError.self) {
            try Grader(RequestFields(document, at: "grader"))
        }
        #expect(error.param == path)
        #expect(error.code == code)
    }
}
