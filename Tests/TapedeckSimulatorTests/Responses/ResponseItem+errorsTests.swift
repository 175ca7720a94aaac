// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct ResponseItemErrorsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let input: String
        let message: String
        let param: String
        var testDescription: String { message }
    }

    static let cases = [
        Case(
            input: "3",
            message: "Invalid type for 'input': expected one of a string or array of input items, but got an integer "
                + "instead.",
            param: "input"
        ),
        Case(
            input: #"["hi"]"#,
            message: "Invalid type for 'input[0]': expected an input item, but got a string instead.",
            param: "input[0]"
        ),
        Case(
            input: #"[{"role":"tool","content":"x"}]"#,
            message: "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
            param: "input[0].role"
        ),
        Case(
            input: #"[{"role":"user","content":null}]"#,
            message: "Invalid type for 'input[0].content': expected one of an array of objects or string, but got null "
                + "instead.",
            param: "input[0].content"
        ),
        Case(
            input: #"[{"role":"assistant","content":[{"type":"input_text","text":"x"}]}]"#,
            message: "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
            param: "input[0].content[0].type"
        ),
        Case(
            input: #"[{"role":"user","content":"x","name":"Ann"}]"#,
            message: "Unknown parameter: 'input[0].name'.",
            param: "input[0].name"
        ),
        Case(
            input: #"[{"type":"function_call","name":"f","call_id":"call_1","arguments":"{}","id":"call_1"}]"#,
            message: "Invalid 'input[0].id': 'call_1'. Expected an ID that begins with 'fc'.",
            param: "input[0].id"
        ),
        Case(
            input: #"[{"role":"user","content":[{"type":"input_image","image_url":{"url":"x"}}]}]"#,
            message: "Invalid type for 'input[0].content[0].image_url': expected an image URL, but got an object "
                + "instead.",
            param: "input[0].content[0].image_url"
        ),
        Case(
            input: #"[{"role":"user","content":[{"type":"input_file","file_data":"data:audio/mpeg;base64,AA=="}]}]"#,
            message: "Invalid file data: 'input[0].content[0].file_data'. Expected a base64-encoded data URL with a "
                + "valid file MIME type (e.g. 'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), but got unsupported MIME "
                + "type 'audio/mpeg'. Please see https://platform.openai.com/docs/assistants/tools/file-search"
                + "#supported-files for supported file types.",
            param: "input[0].content[0].file_data"
        ),
        Case(
            input:
                #"[{"type":"function_call_output","call_id":"call_1","output":[{"type":"input_file","file_data":"data:audio/mpeg;base64,AA=="}]}]"#,
            message: "Invalid file data: 'input[0].output[0].file_data'. Expected a base64-encoded data URL with a "
                + "valid file MIME type (e.g. 'data:text/plain;base64,SGVsbG8sIFdvcmxkIQ=='), but got unsupported MIME "
                + "type 'audio/mpeg'. Please see https://platform.openai.com/docs/assistants/tools/file-search"
                + "#supported-files for supported file types.",
            param: "input[0].output[0].file_data"
        ),
        Case(
            input: #"[{"role":"user","content":[{"type":"input_file","file_url":"https://example.com/a.mp3?x=1"}]}]"#,
            message: "The file type you uploaded is not supported. Please try again with a pdf",
            param: "input"
        ),
        Case(
            input: #"[{"type":"function_call_output","call_id":"call_1","output":"x"}]"#,
            message: "No tool call found for function call output with call_id call_1.",
            param: "input"
        ),
        Case(
            input: #"[{"type":"function_call","name":"f","call_id":"call_1","arguments":"{}"}]"#,
            message: "No tool output found for function call call_1.",
            param: "input"
        ),
        Case(
            input: #"[{"type":"custom_tool_call","name":"f","call_id":"call_1","input":"x"}]"#,
            message: "No tool output found for custom tool call call_1.",
            param: "input"
        ),
        Case(
            input: #"[{"type":"reasoning","id":"rs_1","summary":[]},{"role":"user","content":"x"}]"#,
            message: "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
            param: "input"
        ),
        Case(
            input: #"[{"role":"user","content":"x","id":"msg_1"},{"role":"user","content":"x","id":"msg_1"}]"#,
            message: "Duplicate item found with id msg_1. Remove duplicate items from your input and try again.",
            param: "input"
        ),
    ]

    @Test(arguments: cases) func `names the item and what is wrong with it`(_ row: Case) {
        let error = ItemFixture.error(row.input)
        #expect(error?.message == row.message)
        #expect(error?.param == row.param)
    }

    @Test func `accepts a call that an earlier response made`() throws {
        let call = try ItemFixture.items(
            #"[{"type":"function_call","name":"f","call_id":"call_1","arguments":"{}","id":"fc_1"}]"#
        )
        let output = try ItemFixture.items(#"[{"type":"function_call_output","call_id":"call_1","output":"x"}]"#)
        try ItemOrder.check(output, after: call)
    }
}
