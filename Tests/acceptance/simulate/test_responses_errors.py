# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Requests for responses that the service refuses, each with its words."""

import pytest

BASE = {"model": "gpt-4o-mini", "input": "Hi"}
STRICT = {"type": "object", "properties": {"unit": {"type": "string"}}, "additionalProperties": False}
CASES = [
    ({"model": "gpt-x"}, "model", "model_not_found", "The requested model 'gpt-x' does not exist."),
    ({"model": None}, "model", "missing_required_parameter", "Missing required parameter: 'model'."),
    ({"input": None}, "input", "missing_required_parameter", "Missing required parameter: 'input'."),
    ({"colour": 1}, "colour", "unknown_parameter", "Unknown parameter: 'colour'."),
    ({"max_output_tokens": 10}, "max_output_tokens", "integer_below_min_value",
     "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead."),
    ({"temperature": -1}, "temperature", "decimal_below_min_value",
     "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead."),
    ({"model": "gpt-5", "temperature": 0.5}, "temperature", None,
     "Unsupported parameter: 'temperature' is not supported with this model."),
    ({"model": "o4-mini", "reasoning": {"effort": "minimal"}}, "reasoning.effort", "unsupported_value",
     "Unsupported value: 'minimal' is not supported with the 'o4-mini' model. Supported values are: 'low', 'medium', and "
     "'high'."),
    ({"reasoning": {"effort": "low"}}, "reasoning.effort", "unsupported_parameter", None),
    ({"text": {"format": {"type": "json_object"}}}, "input", None,
     "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."),
    ({"text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object", "properties": {}},
                          "strict": True}}}, "text.format.schema", "invalid_json_schema",
     "Invalid schema for response_format 'n': In context=(), 'additionalProperties' is required to be supplied and to be "
     "false."),
    ({"tools": [{"type": "function", "name": "F", "parameters": STRICT, "strict": True}]}, "tools[0].parameters",
     "invalid_function_parameters", "Invalid schema for function 'F': In context=(), 'required' is required to be supplied "
     "and to be an array including every key in properties. Missing 'unit'."),
    ({"tools": [{"type": "function", "name": "F", "parameters": STRICT}], "tool_choice": {"type": "function", "name": "G"}},
     "tool_choice", None, "Tool choice 'G' not found in 'tools' parameter."),
    ({"tools": [{"type": "nothing"}]}, None, None, None),
    ({"tool_choice": "required"}, "tool_choice", None, None),
    ({"include": ["nothing"]}, "include[0]", "invalid_value", None),
    ({"include": ["reasoning.encrypted_content"]}, "include", None, "Encrypted content is not supported with this model."),
    ({"previous_response_id": "resp_0"}, "previous_response_id", "previous_response_not_found",
     "Previous response with id 'resp_0' not found."),
    ({"previous_response_id": "a b"}, "previous_response_id", "invalid_value", None),
    ({"previous_response_id": "resp_0", "conversation": "conv_0"}, None, "mutually_exclusive_parameters", None),
    ({"model": "gpt-4", "input": "word " * 9000}, "input", "context_length_exceeded",
     "Your input exceeds the context window of this model. Please adjust your input and try again."),
    ({"input": [{"type": "function_call_output", "call_id": "call_1", "output": "x"}]}, "input", None,
     "No tool call found for function call output with call_id call_1."),
    ({"input": [{"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}]}, "input", None,
     "No tool output found for function call call_1."),
    ({"text": {"verbosity": "low"}}, "text.verbosity", "unsupported_value", None),
    ({"stream_options": {"include_obfuscation": False}}, "stream_options", None, None),
    ({"service_tier": "slow"}, "service_tier", "invalid_value", None),
    ({"metadata": {"a": 1}}, "metadata.a", "invalid_type", None),
    ({"model": "text-embedding-3-small"}, "model", None, None),
    ({"context_management": [{"type": "compaction", "compact_threshold": 5}]}, "context_management[0].compact_threshold",
     "integer_below_min_value", None),
    ({"prompt": {"version": "1"}}, "prompt.id", "missing_required_parameter", None),
    ({"conversation": 5}, "conversation", "invalid_type", None),
]


@pytest.mark.parametrize("more, param, code, message", CASES, ids=lambda value: str(value)[:40])
def test_a_request_is_refused(sim, more, param, code, message):
    for stream in (False, True):
        answer = sim.ask("POST", "/v1/responses", BASE | more | {"stream": stream} if stream else BASE | more)
        if "stream_options" in more and stream:
            continue
        error = answer.json["error"]
        assert answer.status == 400, answer.body
        if param is not None or code is not None:
            assert (error["param"], error["code"]) == (param, code), error
        assert error["type"] == "invalid_request_error" and (message is None or error["message"] == message)
        assert answer["content-type"] == "application/json" and answer.body.startswith(b'{\n  "error": {\n    "message"')
        assert not answer.body.endswith(b"\n") and answer["x-ratelimit-limit-tokens"] is None


def test_lists_of_items_are_refused(sim):
    id = sim.ask("POST", "/v1/responses", BASE).json["id"]
    for query, param in (("limit=0", "limit"), ("order=up", "order"), ("after=msg_x", "after")):
        answer = sim.ask("GET", f"/v1/responses/{id}/input_items?{query}")
        assert answer.status in (400, 404) and answer.json["error"]["param"] == param
    for query, param in (("stream=perhaps", "stream"), ("starting_after=2", "starting_after"),
                         ("stream=true&starting_after=x", "starting_after")):
        answer = sim.ask("GET", f"/v1/responses/{id}?{query}")
        assert answer.status == 400 and answer.json["error"]["param"] == param
