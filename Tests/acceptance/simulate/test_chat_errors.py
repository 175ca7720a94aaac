# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Errors of chat completions in the simulator have the service's words."""

import re

import pytest

from support.simulation import ASK, MODEL, OTHER, TOOL

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
    ({"foo": 1, "bar": 2}, None, None, "Unrecognized request arguments supplied: bar, foo"),
    ({"metadata": {"a": "b"}}, "metadata", None, "The 'metadata' parameter is only allowed when 'store' is enabled."),
    ({"metadata": {"a": "b"}, "store": False}, "metadata", None,
     "The 'metadata' parameter is only allowed when 'store' is enabled."),
    ({"seed": 1.5}, "seed", "invalid_type",
     "Invalid type for 'seed': expected an integer, but got a decimal number instead."),
    ({"n": 1.5}, "n", "invalid_type", "Invalid type for 'n': expected an integer, but got a decimal number instead."),
    ({"max_tokens": 100_000}, "max_tokens", "invalid_value",
     "max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided "
     "100000."),
    ({"max_completion_tokens": 100_000}, "max_completion_tokens", "invalid_value", None),
    *[({"messages": [{"role": role, "content": "x", "name": name}]}, "messages[0].name", "invalid_value",
       "Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern "
       r"'^[^\s<|\\/>]+$'.")
      for role in ("user", "system", "assistant") for name in ("a b", "a/b", "<a>")],
    ({"messages": [{"role": "user", "content": "x", "name": "n" * 65}]}, "messages[0].name",
     "string_above_max_length", None),
    ({"messages": [{"role": "user", "content": "x", "colour": "red"}]}, "messages[0].colour", "unknown_parameter",
     "Unknown parameter: 'messages[0].colour'."),
    ({"messages": [*ASK, {"role": "assistant", "content": "x", "parsed": {}}]}, "messages[1].parsed",
     "unknown_parameter", None),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": "x", "colour": "red"}]}]},
     "messages[0].content[0].colour", "unknown_parameter", "Unknown parameter: 'messages[0].content[0].colour'."),
    ({"messages": [{"role": "user", "content": [{"type": "text", "text": "x", "image_url": {"url": "https://a.b/c"}}]}]},
     "messages[0].content[0].image_url", "unknown_parameter", None),
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


@pytest.mark.parametrize("model", [
    "gpt-3.5-turbo-instruct", "babbage-002", "davinci-002", "text-embedding-3-small", "whisper-1"])
def test_a_model_that_does_not_chat_says_so(sim, model):
    answer = sim.ask("POST", "/v1/chat/completions", {"model": model, "messages": ASK})
    assert (answer.status, answer.error) == (404, {
        "message": "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to "
                   "use v1/completions?",
        "type": "invalid_request_error", "param": "model", "code": None})


@pytest.mark.parametrize("model", [
    "o1-mini", "gpt-4o-search-preview", "gpt-audio-mini", "gpt-4o-audio-preview", "gpt-5.4", "gpt-5.1", "gpt-5.6",
    "gpt-4o-mini-search-preview", "chatgpt-4o-latest"])
def test_current_models_chat(sim, model):
    answer = sim.ask("POST", "/v1/chat/completions", {"model": model, "messages": ASK})
    assert answer.status == 200 and answer.json["model"].startswith(model)
    assert sim.ask("GET", f"/v1/models/{model}").json["id"] == model


def test_what_the_service_accepts_is_accepted(sim):
    told = [{"role": "user", "content": "hi", "name": "J\u00f6rg.M"},
            {"role": "assistant", "content": "yes", "refusal": None, "annotations": [], "function_call": None},
            {"role": "user", "content": [{"type": "text", "text": "and?"}]}]
    for change in ({"stop": []}, {"metadata": {"a": "b"}, "store": True}, {"metadata": {}}, {"messages": told}):
        answer = sim.ask("POST", "/v1/chat/completions", {"model": MODEL, "messages": ASK} | change)
        assert answer.status == 200, answer.body


def test_at_temperature_0_all_choices_are_the_same(sim):
    answer = sim.ask("POST", "/v1/chat/completions", {"model": MODEL, "messages": ASK, "n": 4, "temperature": 0}).json
    assert len({choice["message"]["content"] for choice in answer["choices"]}) == 1
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]


def test_every_answer_has_the_fields_of_the_network_before_the_service(sim):
    asked = {"model": MODEL, "messages": ASK}
    answers = [sim.ask("POST", "/v1/chat/completions", asked), sim.ask("POST", "/v1/chat/completions", asked),
               sim.ask("GET", "/v1/models"), sim.ask("GET", "/v1/files/file-x"), sim.ask("GET", "/v1/nope"),
               sim.ask("POST", "/v1/chat/completions", asked | {"stream": True})]
    for answer in answers:
        assert (answer["server"], answer["alt-svc"]) == ("cloudflare", 'h3=":443"; ma=86400')
        assert (answer["cf-cache-status"], answer["x-openai-proxy-wasm"]) == ("DYNAMIC", "v0.1")
        assert re.fullmatch("[0-9a-f]{16}-[A-Z]{3}", answer["cf-ray"])
        assert re.fullmatch(r"Mon, 05 Jan 2026 09:00:\d\d GMT", answer["date"])
        assert sum(name.lower() == "date" for name, _ in answer.fields) == 1
    assert len({answer["cf-ray"] for answer in answers}) == len(answers)
