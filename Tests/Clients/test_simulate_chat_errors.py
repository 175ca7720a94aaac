# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""What the simulator refuses of chat completions, in the service's words."""

import pytest

from simulation import MODEL
from test_simulate_chat import ASK, OTHER, TOOL

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
TOOL_ALONE = [{"role": "user", "content": "x"}, {"role": "tool", "tool_call_id": "call_x", "content": "y"}]


def strict(schema):
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": schema}}}


def function(parameters):
    return {"tools": [{"type": "function", "function": {"name": "f", "strict": True, "parameters": parameters}}]}


REFUSALS = [
    ({"messages": None}, "messages", "missing_required_parameter", "Missing required parameter: 'messages'."),
    ({"model": None}, None, None, "you must provide a model parameter"),
    ({"messages": []}, "messages", "empty_array",
     "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."),
    ({"messages": "hello"}, "messages", "invalid_type",
     "Invalid type for 'messages': expected an array, but got a string instead."),
    ({"messages": [{"role": "robot", "content": "x"}]}, "messages[0].role", "invalid_value",
     "Invalid value: 'robot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and "
     "'developer'."),
    ({"messages": [{"content": "x"}]}, "messages[0].role", "missing_required_parameter",
     "Missing required parameter: 'messages[0].role'."),
    ({"messages": TOOL_ALONE}, "messages.[1].role", None,
     "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."),
    ({"messages": [{"role": "function", "content": "x"}]}, "messages.[0].name", None,
     "Missing parameter 'name': messages with role 'function' must have a 'name'."),
    ({"temperature": -1}, "temperature", "decimal_below_min_value",
     "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead."),
    ({"temperature": 3}, "temperature", "decimal_above_max_value",
     "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead."),
    ({"top_p": 1.5}, "top_p", "decimal_above_max_value",
     "Invalid 'top_p': decimal above maximum value. Expected a value <= 1, but got 1.5 instead."),
    ({"presence_penalty": -2.5}, "presence_penalty", "decimal_below_min_value", None),
    ({"frequency_penalty": 2.5}, "frequency_penalty", "decimal_above_max_value", None),
    ({"n": 0}, "n", "integer_below_min_value",
     "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead."),
    ({"n": 129}, "n", "integer_above_max_value", None),
    ({"n": "two"}, "n", "invalid_type", "Invalid type for 'n': expected an integer, but got a string instead."),
    ({"max_tokens": 0}, "max_tokens", "integer_below_min_value", None),
    ({"top_logprobs": 21, "logprobs": True}, "top_logprobs", "integer_above_max_value", None),
    ({"top_logprobs": 2}, "top_logprobs", None, None),
    ({"stop": ["a", "b", "c", "d", "e"]}, "stop", "array_above_max_length", None),
    ({"logit_bias": {"50256": 101}}, "logit_bias.50256", "decimal_above_max_value", None),
    ({"stream": "yes"}, "stream", "invalid_type", "Invalid type for 'stream': expected a boolean, but got a string instead."),
    ({"stream_options": {"include_usage": True}}, "stream_options", None, None),
    ({"colour": "red"}, None, None, "Unrecognized request argument supplied: colour"),
    ({"metadata": {"tags": []}}, "metadata.tags", "invalid_type",
     "Invalid type for 'metadata.tags': expected a string, but got an array instead."),
    ({"service_tier": "gold"}, "service_tier", "invalid_value", None),
    ({"tool_choice": "required"}, "tool_choice", None, None),
    ({"tools": [TOOL], "tool_choice": "always"}, "tool_choice", "invalid_value", None),
    ({"tools": [OTHER] * 129}, "tools", "array_above_max_length", None),
    ({"tools": []}, "tools", "empty_array", None),
    ({"response_format": {"type": "xml"}}, "response_format.type", "invalid_value", None),
    (strict(SCHEMA), "response_format", None,
     "Invalid schema for response_format 'n': In context=(), 'additionalProperties' is required to be supplied and to "
     "be false."),
    (function(SCHEMA), "tools[0].function.parameters", "invalid_function_parameters",
     "Invalid schema for function 'f': In context=(), 'additionalProperties' is required to be supplied and to be "
     "false."),
    ({"model": "o3-mini", "max_tokens": 5}, "max_tokens", "unsupported_parameter",
     "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
    ({"model": "gpt-4", "messages": [{"role": "user", "content": "word" + " word" * 8999}]}, "messages",
     "context_length_exceeded", "This model's maximum context length is 8192 tokens. However, your messages resulted in "
     "9007 tokens. Please reduce the length of the messages."),
]


@pytest.mark.parametrize("change, param, code, message", REFUSALS)
def test_a_bad_request_is_refused(sim, change, param, code, message):
    asked = {key: value for key, value in ({"model": MODEL, "messages": ASK} | change).items() if value is not None}
    answer = sim.ask("POST", "/v1/chat/completions", asked)
    assert answer.status == 400, answer.body
    assert (answer.error["type"], answer.error["param"]) == ("invalid_request_error", param), answer.error
    assert answer.error["code"] == code or message is None and code is None, answer.error
    assert message is None or answer.error["message"] == message
    assert list(answer.error) == ["message", "type", "param", "code"]
    assert answer.body.startswith(b'{\n  "error": {\n    "message"') and answer["content-type"] == "application/json"


@pytest.mark.parametrize("is_streamed", [False, True])
def test_an_unknown_model_is_refused_by_the_gateway(sim, is_streamed):
    answer = sim.ask("POST", "/v1/chat/completions", {"model": "gpt-x", "messages": ASK, "stream": is_streamed})
    assert (answer.status, answer.error) == (404, {
        "message": "The model `gpt-x` does not exist or you do not have access to it.",
        "type": "invalid_request_error", "param": None, "code": "model_not_found"})
    assert answer["content-type"] == "application/json; charset=utf-8" and answer["vary"] == "Origin"
    assert answer.body.endswith(b"}") and answer["openai-version"] is None
