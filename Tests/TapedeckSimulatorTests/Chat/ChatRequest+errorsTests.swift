// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckSimulator

@Suite struct ChatRequestErrorTests {
    /// A bad request with its expected error.
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let message: String
        var param: String?
        var code: String?
        var model = "gpt-4o-mini"

        var testDescription: String { body }
    }

    private static let hello = #""messages":[{"role":"user","content":"Hello"}]"#

    /// A request with one message and further members.
    private static func with(_ members: String) -> String { #"{"model":"m",\#(hello),\#(members)}"# }

    private static func messages(_ messages: String) -> String { #"{"model":"m","messages":[\#(messages)]}"# }

    static let cases: [Case] = [
        Case(
            body: "{",
            message: APIError.unreadableJSON.message
        ),
        Case(body: #"{"messages":[]}"#, message: "you must provide a model parameter"),
        Case(
            body: #"{"model":"m"}"#,
            message: "Missing required parameter: 'messages'.",
            param: "messages",
            code: "missing_required_parameter"
        ),
        Case(
            body: messages(""),
            message: "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array "
                + "instead.",
            param: "messages",
            code: "empty_array"
        ),
        Case(
            body: #"{"model":"m","messages":"Hello"}"#,
            message: "Invalid type for 'messages': expected an array, but got a string instead.",
            param: "messages",
            code: "invalid_type"
        ),
        Case(
            body: messages(#"{"role":"robot","content":"x"}"#),
            message: "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', "
                + "and 'developer'.",
            param: "messages[0].role",
            code: "invalid_value"
        ),
        Case(
            body: messages(#"{"role":"user"}"#),
            message: "Invalid value for 'content': expected a string, got null.",
            param: "messages.[0].content"
        ),
        Case(
            body: messages(#"{"role":"user","content":5}"#),
            message: "Invalid type for 'messages[0].content': expected one of a string or array of objects, but got an "
                + "integer instead.",
            param: "messages[0].content",
            code: "invalid_type"
        ),
        Case(
            body: messages(#"{"role":"user","content":[{"type":"refusal","refusal":"no"}]}"#),
            message: "Invalid value: 'refusal'. Supported values are: 'text', 'image_url', 'input_audio', and 'file'.",
            param: "messages[0].content[0].type",
            code: "invalid_value"
        ),
        Case(
            body: messages(#"{"role":"user","content":"x"},{"role":"tool","content":"x","tool_call_id":"c"}"#),
            message: "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with "
                + "'tool_calls'.",
            param: "messages.[1].role"
        ),
        Case(
            body: messages(
                #"{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","#
                    + #""function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}"#
            ),
            message: "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                + "'tool_call_id'. The following tool_call_ids did not have response messages: call_1",
            param: "messages.[0].role"
        ),
        Case(
            body: messages(#"{"role":"function","content":"x"}"#),
            message: "Missing parameter 'name': messages with role 'function' must have a 'name'.",
            param: "messages.[0].name"
        ),
        Case(
            body: with(#""temperature":-1"#),
            message: "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
            param: "temperature",
            code: "decimal_below_min_value"
        ),
        Case(
            body: with(#""temperature":3"#),
            message: "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
            param: "temperature",
            code: "decimal_above_max_value"
        ),
        Case(
            body: with(#""n":129"#),
            message: "Invalid 'n': integer above maximum value. Expected a value <= 128, but got 129 instead.",
            param: "n",
            code: "integer_above_max_value"
        ),
        Case(
            body: with(#""max_tokens":0"#),
            message: "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
            param: "max_tokens",
            code: "integer_below_min_value"
        ),
        Case(
            body: with(#""stop":["a","b","c","d","e"]"#),
            message: "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with "
                + "length 5 instead.",
            param: "stop",
            code: "array_above_max_length"
        ),
        Case(
            body: with(#""metadata":{"tags":["a"]}"#),
            message: "Invalid type for 'metadata.tags': expected a string, but got an array instead.",
            param: "metadata.tags",
            code: "invalid_type"
        ),
        Case(body: with(#""top_k":5"#), message: "Unrecognized request argument supplied: top_k"),
        Case(
            body: with(#""max_tokens":10"#),
            message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                + "'max_completion_tokens' instead.",
            param: "max_tokens",
            code: "unsupported_parameter",
            model: "o3-mini"
        ),
        Case(
            body: with(#""temperature":0.2"#),
            message:
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value "
                + "is supported.",
            param: "temperature",
            code: "unsupported_value",
            model: "gpt-5"
        ),
        Case(
            body: with(#""max_tokens":20000"#),
            message: "max_tokens is too large: 20000. This model supports at most 16384 completion tokens, whereas you "
                + "provided 20000.",
            param: "max_tokens",
            code: "invalid_value"
        ),
        Case(
            body: with(#""response_format":{"type":"json_object"}"#),
            message: "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
                + "'json_object'.",
            param: "messages"
        ),
        Case(
            body: with(
                #""response_format":{"type":"json_schema","json_schema":{"name":"N","strict":true,"#
                    + #""schema":{"type":"object","properties":{}}}}"#
            ),
            message: "Invalid schema for response_format 'N': In context=(), 'additionalProperties' is required to be "
                + "supplied and to be false.",
            param: "response_format"
        ),
        Case(
            body: with(#""tools":[{"type":"function","function":{"name":"F","strict":true}}]"#),
            message:
                "Invalid schema for function 'F': In context=(), 'additionalProperties' is required to be supplied "
                + "and to be false.",
            param: "tools[0].function.parameters",
            code: "invalid_function_parameters"
        ),
        Case(
            body: with(#""tools":[{"type":"function","function":{"name":"a b"}}]"#),
            message: "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches "
                + "the pattern '^[a-zA-Z0-9_-]+$'.",
            param: "tools[0].function.name",
            code: "invalid_value"
        ),
        Case(
            body: with(
                #""tools":[{"type":"function","function":{"name":"f"}}],"#
                    + #""tool_choice":{"type":"function","function":{"name":"g"}}"#
            ),
            message: "Tool choice 'g' not found in 'tools' parameter.",
            param: "tool_choice"
        ),
        Case(
            body: with(#""logit_bias":{"1":200}"#),
            message: "Invalid 'logit_bias.1': decimal above maximum value. Expected a value <= 100, but got 200 "
                + "instead.",
            param: "logit_bias.1",
            code: "decimal_above_max_value"
        ),
        Case(
            body: with(#""service_tier":"gold""#),
            message: "Invalid value: 'gold'. Supported values are: 'auto', 'default', 'flex', 'scale', 'priority', and "
                + "'fast'.",
            param: "service_tier",
            code: "invalid_value"
        ),
        Case(
            body: with(#""top_logprobs":3"#),
            message: "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
            param: "top_logprobs"
        ),
        Case(
            body: with(#""stream_options":{"include_usage":true}"#),
            message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            param: "stream_options"
        ),
    ]

    @Test(arguments: cases)
    func `refuses a request as the service does`(_ expected: Case) throws {
        let error = #expect(throws: APIError.self) {
            let request = try ChatRequest(parsing: Array(expected.body.utf8)[...])
            _ = try PreparedCompletion(request, ChatFixture.model(expected.model))
        }
        #expect(error?.message == expected.message)
        #expect(error?.param == expected.param)
        #expect(error?.code == expected.code)
        #expect(error?.status == .badRequest)
        #expect(error?.type == "invalid_request_error")
    }

    @Test func `refuses a prompt beyond the context window`() throws {
        let text = String(repeating: "word ", count: 9000)
        let error = #expect(throws: APIError.self) { try ChatFixture.prepare(ChatFixture.body(text), model: "gpt-4") }
        #expect(
            error?.message == "This model's maximum context length is 8192 tokens. However, your messages resulted in "
                + "9008 tokens. Please reduce the length of the messages."
        )
        #expect(error?.code == "context_length_exceeded")
        #expect(error?.param == "messages")
    }

    @Test func `accepts every setting the service documents`() throws {
        let members = #"""
            "audio":{"voice":"alloy","format":"wav"},"frequency_penalty":-2,"logit_bias":{"50256":-100},"logprobs":true,
            "max_completion_tokens":100,"metadata":{"a":"b"},"modalities":["text"],"moderation":{"model":"omni",
            "policy":{"input":{"mode":"score"},"output":null}},"n":2,"parallel_tool_calls":false,"prediction":
            {"type":"content","content":[{"type":"text","text":"x"}]},"presence_penalty":2,"prompt_cache_key":"k",
            "prompt_cache_options":{"mode":"explicit","ttl":"30m"},"prompt_cache_retention":"24h","response_format":
            {"type":"text"},"safety_identifier":"s","seed":-9007199254740991,"service_tier":"fast","stop":null,
            "store":true,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false},
            "temperature":1.5,"tool_choice":"none","tools":[{"type":"function","function":{"name":"f","parameters":{}}},
            {"type":"custom","custom":{"name":"c","format":{"type":"text"}}}],"top_logprobs":2,"top_p":0.5,"user":"u",
            "verbosity":"medium","web_search_options":{"search_context_size":"low","user_location":
            {"type":"approximate","approximate":{"city":"Oslo"}}}
            """#
        let request = try ChatRequest(parsing: Array(Self.with(members).utf8)[...])
        let completion = try PreparedCompletion(request, ChatFixture.model())
        #expect(completion.choices.count == 2)
        #expect(request.serviceTier == "priority")
    }

    @Test func `treats null as missing`() throws {
        let members = #""temperature":null,"stop":null,"tools":null,"response_format":null,"stream_options":null"#
        _ = try ChatRequest(parsing: Array(Self.with(members).utf8)[...])
    }
}
