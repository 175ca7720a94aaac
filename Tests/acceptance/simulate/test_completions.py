# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Legacy completions: prompts in each form, streams, echo, probabilities, tuned models, and each error."""

import asyncio
import json

import openai
import pytest

from support.simulation import MODEL, example, lines
from support import assert_at_rest, ask, listed

INSTRUCT = "gpt-3.5-turbo-instruct"
PROMPT = "Tell me a joke about opentelemetry"


def complete(sim, **more):
    return sim.ask("POST", "/v1/completions", {"model": "davinci-002", "prompt": PROMPT} | more)


def prompts(count=10):
    """A file of prompts and completions."""
    return lines({"prompt": example(number)[1]["content"] + "\n\n###\n\n", "completion": f" {example(number)[2]['content']} END"}
                 for number in range(count))


def test_the_sdk_completes(sim):
    with sim.client() as client:
        answer = client.completions.create(model=INSTRUCT, prompt=PROMPT, max_tokens=100)
        assert answer.id.startswith("cmpl-") and len(answer.id) == len("cmpl-") + 29
        assert answer.object == "text_completion" and answer.model == "gpt-3.5-turbo-instruct:20230824-v2"
        assert answer.choices[0].text.startswith("\n\n") and answer.choices[0].finish_reason == "stop"
        assert answer.usage.prompt_tokens == 8 and answer.usage.completion_tokens > 1
        parts = list(client.completions.create(model=INSTRUCT, prompt=PROMPT, max_tokens=100, stream=True))
        assert "".join(part.choices[0].text for part in parts) == answer.choices[0].text
        assert [part.choices[0].finish_reason for part in parts][-2:] == [None, "stop"] and parts[-1].choices[0].text == ""

    async def work():
        async with sim.async_client() as client:
            return await client.completions.create(model="babbage-002", prompt=PROMPT)

    short = asyncio.run(work())
    # Sixteen tokens, unless something else is asked for.
    assert short.usage.completion_tokens <= 16 and short.model == "babbage:2023-07-21-v2"


def test_an_answer_has_the_bytes_of_the_service(sim):
    answer = complete(sim, max_tokens=3)
    document = answer.json
    assert list(document) == ["id", "object", "created", "model", "choices", "usage"]
    assert list(document["choices"][0]) == ["text", "index", "logprobs", "finish_reason"]
    assert document["choices"][0]["logprobs"] is None and document["choices"][0]["finish_reason"] == "length"
    assert document["usage"] == {"prompt_tokens": 8, "completion_tokens": 3, "total_tokens": 11}
    assert answer.body == (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
    assert answer["content-type"] == "application/json" and answer["openai-model"] == "davinci:2023-07-21-v2"
    assert answer["cache-control"] == "no-cache, must-revalidate" and answer["access-control-allow-origin"] == "*"
    assert answer["access-control-expose-headers"] == "X-Request-ID" and answer["x-ratelimit-limit-requests"] == "3000"
    # A repeated request gets the same text under another identifier.
    again = complete(sim, max_tokens=3)
    assert again.json["choices"] == document["choices"] and again.json["id"] != document["id"]


def test_a_stream_has_the_bytes_of_the_service(sim):
    answer = complete(sim, max_tokens=4, stream=True)
    # Without a charset, and with the model last.
    assert answer["content-type"] == "text/event-stream"
    events = answer.body.decode().split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    first = json.loads(events[0].removeprefix("data: "))
    assert list(first) == ["id", "object", "created", "choices", "model"]
    assert events[0] == "data: " + json.dumps(first, separators=(",", ":"), ensure_ascii=False)
    # A truncated text ends with its last token.
    assert [json.loads(event[6:])["choices"][0]["finish_reason"] for event in events[:-2]] == [None, None, None, "length"]


def test_a_stream_tells_its_usage_when_asked(sim):
    answer = complete(sim, max_tokens=4, stream=True, stream_options={"include_usage": True})
    events = [json.loads(event[6:]) for event in answer.body.decode().split("\n\n")[:-2]]
    assert all(list(event) == ["id", "object", "created", "choices", "model", "usage"] for event in events[:-1])
    assert all(event["usage"] is None for event in events[:-1])
    assert list(events[-1]) == ["id", "object", "created", "model", "usage", "choices"] and events[-1]["choices"] == []
    assert events[-1]["usage"] == {"prompt_tokens": 8, "completion_tokens": 4, "total_tokens": 12}


def test_prompts_come_as_texts_and_as_tokens(sim):
    one, other = complete(sim, prompt="Hello world").json, complete(sim, prompt="Good night").json
    both = complete(sim, prompt=["Hello world", "Good night"], n=2).json
    assert [choice["index"] for choice in both["choices"]] == [0, 1, 2, 3]
    assert both["choices"][0]["text"] == one["choices"][0]["text"] and both["choices"][2]["text"] == other["choices"][0]["text"]
    assert both["usage"]["prompt_tokens"] == one["usage"]["prompt_tokens"] + other["usage"]["prompt_tokens"]
    # "Hello world" in cl100k_base.
    tokens = complete(sim, prompt=[9906, 1917]).json
    assert tokens["choices"] == one["choices"] and tokens["usage"] == one["usage"]
    lists = complete(sim, prompt=[[9906, 1917], [9906, 1917]]).json
    assert [choice["text"] for choice in lists["choices"]] == [one["choices"][0]["text"]] * 2
    nothing = sim.ask("POST", "/v1/completions", {"model": "davinci-002"}).json
    assert nothing["usage"]["prompt_tokens"] == 1


def test_an_empty_completion_counts_no_tokens(sim):
    answer = complete(sim, echo=True, max_tokens=0).json
    assert answer["choices"][0]["text"] == PROMPT and answer["usage"] == {"prompt_tokens": 8, "total_tokens": 8}
    text = complete(sim, max_tokens=50).json["choices"][0]["text"]
    stopped = complete(sim, max_tokens=50, stop=[text[:2]]).json
    assert stopped["choices"][0] == {"text": "", "index": 0, "logprobs": None, "finish_reason": "stop"}
    assert "completion_tokens" not in stopped["usage"]


def test_log_probabilities_have_four_lists(sim):
    answer = complete(sim, max_tokens=5, logprobs=3).json["choices"][0]
    lists = answer["logprobs"]
    assert list(lists) == ["tokens", "token_logprobs", "top_logprobs", "text_offset"]
    assert "".join(lists["tokens"]) == answer["text"] and lists["text_offset"][0] == len(PROMPT)
    for token, logprob, top in zip(lists["tokens"], lists["token_logprobs"], lists["top_logprobs"]):
        assert len(top) == 3 and top[token] == logprob == max(top.values()) <= 0
    echoed = complete(sim, max_tokens=5, logprobs=0, echo=True).json["choices"][0]
    assert echoed["text"] == PROMPT + answer["text"] and echoed["logprobs"]["text_offset"][0] == 0
    assert echoed["logprobs"]["token_logprobs"][0] is None and echoed["logprobs"]["top_logprobs"][0] is None
    assert len(echoed["logprobs"]["tokens"]) == 8 + 5
    streamed = complete(sim, max_tokens=5, logprobs=3, stream=True)
    events = [json.loads(event[6:])["choices"][0] for event in streamed.body.decode().split("\n\n")[:-2]]
    assert [event["logprobs"]["tokens"] for event in events] == [[token] for token in lists["tokens"]]


def test_the_best_of_several_is_returned_and_all_are_counted(sim):
    answer = complete(sim, max_tokens=6, best_of=3, n=2, temperature=1, seed=4).json
    assert len(answer["choices"]) == 2 and answer["usage"]["completion_tokens"] >= 12
    same = complete(sim, max_tokens=6, best_of=3, n=2, temperature=1, seed=4).json
    assert same["choices"] == answer["choices"]


def test_a_model_tuned_on_prompts_completes_as_its_examples(sim):
    file = sim.file(prompts(20))
    job = sim.finished(sim.job(file, model="davinci-002")["id"])
    assert job["status"] == "succeeded", job["error"]
    name = job["fine_tuned_model"]
    prompt = json.loads(prompts(1).decode().splitlines()[0])["prompt"]
    answer = complete(sim, model=name, prompt=prompt, max_tokens=40).json
    assert answer["model"] == name and answer["choices"][0]["text"].endswith(" END")
    cut = complete(sim, model=name, prompt=prompt, max_tokens=40, stop=" END").json
    assert cut["choices"][0]["text"] + " END" == answer["choices"][0]["text"]
    # Chat is not for it.
    chat = sim.ask("POST", "/v1/chat/completions", {"model": name, "messages": example()[:2]})
    assert chat.status == 404 and "Did you mean to use v1/completions?" in chat.error["message"]


ERRORS = [
    ({"prompt": [12345, 123456]}, 400, None, None,
     "Invalid token in prompt: 123456. Minimum value is 0, maximum value is 100257 (inclusive)."),
    ({"model": MODEL}, 404, "model", None,
     "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?"),
    ({"model": INSTRUCT, "echo": True, "logprobs": 2}, 400, None, None,
     "Setting 'echo' and 'logprobs' at the same time is not supported for this model."),
    ({"max_tokens": 0}, 400, None, None,
     "You requested a length 0 completion, but you did not set the 'echo' parameter. That means that we will return no data "
     "to you. (HINT: set 'echo' to true in order for the API to echo back the prompt to you.)"),
    ({"n": 3, "best_of": 2}, 400, None, None,
     "You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently 3) to be at "
     "most 'best_of' (currently 2), or omit either parameter if you don't specifically want to use them.)"),
    ({"model": INSTRUCT, "max_tokens": 5000}, 400, None, None,
     "This model's maximum context length is 4097 tokens, however you requested 5008 tokens (8 in your prompt; 5000 for the "
     "completion). Please reduce your prompt; or completion length."),
    ({"nope": 1}, 400, None, None, "Unrecognized request argument supplied: nope"),
    ({"model": None}, 400, None, None, "you must provide a model parameter"),
    ({"logprobs": 6}, 400, "logprobs", "integer_above_max_value",
     "Invalid 'logprobs': integer above maximum value. Expected a value <= 5, but got 6 instead."),
    ({"best_of": 21}, 400, "best_of", "integer_above_max_value",
     "Invalid 'best_of': integer above maximum value. Expected a value <= 20, but got 21 instead."),
    ({"prompt": []}, 400, "prompt", "empty_array",
     "Invalid 'prompt': empty array. Expected an array with minimum length 1, but got an empty array instead."),
    ({"prompt": ["a", 1]}, 400, "prompt[1]", "invalid_type",
     "Invalid type for 'prompt[1]': expected the type of the first element, but got an integer instead."),
    ({"suffix": "x"}, 400, "suffix", "unsupported_parameter",
     "Unsupported parameter: 'suffix' is not supported with this model."),
    ({"stream": True, "best_of": 2}, 400, "best_of", None,
     "Results cannot be streamed with 'best_of' above 'n'. Set 'best_of' to 1, or 'stream' to false."),
    ({"stream_options": {"include_usage": True}}, 400, "stream_options", None,
     "The 'stream_options' parameter is only allowed when 'stream' is enabled."),
]


@pytest.mark.parametrize("more, status, param, code, message", ERRORS, ids=[str(row[0])[:40] for row in ERRORS])
def test_a_bad_request_gets_the_error_of_the_service(sim, more, status, param, code, message):
    answer = complete(sim, **more)
    assert (answer.status, answer.json) == (status, {"error": {
        "message": message, "type": "invalid_request_error", "param": param, "code": code}})
    # Two blanks, and no line end.
    assert answer.body.startswith(b'{\n  "error": {\n    "message"') and answer.body.endswith(b"  }\n}")
    assert answer["access-control-expose-headers"] == "X-Request-ID" and answer["x-ratelimit-limit-requests"]


def test_the_gateway_refuses_models_that_write_no_text(sim):
    for model in ("text-embedding-3-small", "whisper-1", "omni-moderation-latest"):
        answer = complete(sim, model=model)
        assert (answer.status, answer.error["message"]) == (403, "You are not allowed to sample from this model")
        assert answer.body.startswith(b'{\n    "error": {\n        "message"') and answer.body.endswith(b"    }\n}\n")
    unknown = complete(sim, model="gpt-x")
    assert (unknown.status, unknown.error["code"]) == (404, "model_not_found")
    assert unknown.error["message"] == "The model `gpt-x` does not exist or you do not have access to it."


def test_a_request_of_too_many_tokens_is_limited(sim):
    answer = complete(sim, prompt=["word " * 2000] * 200)
    assert (answer.status, answer.error["type"], answer.error["code"]) == (429, "tokens", "rate_limit_exceeded")
    assert answer.error["message"].startswith("Request too large for davinci-002 on tokens per min (TPM): Limit 250000")


def test_a_model_that_is_shut_down_is_deprecated(simulate):
    answer = complete(simulate("--as-of", "2026-09-28"))
    assert answer.status == 404 and answer.error["message"].startswith("The model `davinci-002` has been deprecated")
    assert complete(simulate("--as-of", "2026-09-27")).status == 200


def test_completions_are_recorded_and_replayed(record, replay, serve, tape):
    requests = [{"model": INSTRUCT, "prompt": PROMPT, "stream": stream, "max_tokens": 20} for stream in (False, True)]
    with serve("simulate") as simulator:
        with record(upstream=simulator.base) as recorder:
            live = [ask(recorder, "POST", "/v1/completions", body) for body in requests]
    assert_at_rest(tape)
    assert len(listed(tape)) == 2
    with replay() as player:
        assert [ask(player, "POST", "/v1/completions", body).body for body in requests] == [answer.body for answer in live]
