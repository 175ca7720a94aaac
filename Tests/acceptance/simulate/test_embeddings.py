# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Embeddings in the simulator: forms of input, vectors, usage, layout to the byte, errors."""

import asyncio
import base64
import json
import math
import re
import struct

import openai
import pytest

from support import Connection
from support.shapes import white_space

SMALL, LARGE, ADA = "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002"


def cosine(one, other):
    return sum(a * b for a, b in zip(one, other))


def embed(sim, input, model=SMALL, **more):
    return sim.ask("POST", "/v1/embeddings", {"model": model, "input": input} | more)


def vectors(answer):
    assert answer.status == 200, answer.body
    return [entry["embedding"] for entry in answer.json["data"]]


def test_the_sdk_embeds_texts(sim):
    with sim.client() as client:
        answer = client.embeddings.create(model=SMALL, input=["Hello, world!", "Good night."])
        assert (answer.object, answer.model, [entry.index for entry in answer.data]) == ("list", SMALL, [0, 1])
        # The client asks for base64 by itself and decodes it; asked for numbers, it gets the same ones.
        numbers = client.embeddings.create(model=SMALL, input=["Hello, world!", "Good night."], encoding_format="float")
        for one, other in zip(answer.data, numbers.data):
            assert struct.pack("<1536f", *one.embedding) == struct.pack("<1536f", *other.embedding)
            assert abs(cosine(one.embedding, one.embedding) - 1) < 1e-6
        assert answer.usage.prompt_tokens == answer.usage.total_tokens == 7
        single = client.embeddings.create(model=SMALL, input="Hello, world!")
        assert single.data[0].embedding == answer.data[0].embedding and single.usage.prompt_tokens == 4
        near = client.embeddings.create(model=LARGE, input=["How do I reset my password?",
                                                            "I forgot my password. How can I reset it?",
                                                            "The storm damaged hundreds of houses."]).data
        assert len(near[0].embedding) == 3072
        assert cosine(near[0].embedding, near[1].embedding) > 0.4
        assert abs(cosine(near[0].embedding, near[2].embedding)) < 0.1


def test_the_async_client_embeds_texts(sim):
    async def work():
        async with sim.async_client() as client:
            answers = await asyncio.gather(*(
                client.embeddings.create(model=ADA, input=f"text {number}") for number in range(8)))
            assert len({tuple(answer.data[0].embedding) for answer in answers}) == 8
            assert {answer.model for answer in answers} == {"text-embedding-ada-002-v2"}

    asyncio.run(work())


def test_tokens_stand_for_their_text(sim):
    # "Hello, world!" in cl100k_base.
    tokens = [9906, 11, 1917, 0]
    text, listed, lists = (embed(sim, input) for input in ("Hello, world!", tokens, [tokens, tokens[:2]]))
    assert vectors(text)[0] == vectors(listed)[0] == vectors(lists)[0]
    assert text.json["usage"] == listed.json["usage"] == {"prompt_tokens": 4, "total_tokens": 4}
    assert lists.json["usage"]["prompt_tokens"] == 6 and len(vectors(lists)) == 2


def test_fewer_dimensions_are_the_first_ones_at_unit_length(sim):
    whole = vectors(embed(sim, "The bridge is closed.", LARGE))[0]
    for dimensions in (1, 256, 1024, 3072):
        cut = vectors(embed(sim, "The bridge is closed.", LARGE, dimensions=dimensions))[0]
        length = math.sqrt(cosine(whole[:dimensions], whole[:dimensions]))
        assert len(cut) == dimensions
        assert all(abs(a - b / length) < 1e-6 for a, b in zip(cut, whole))


def test_numbers_stand_one_a_line_with_the_digits_of_a_float32(sim):
    answer = embed(sim, "To the byte")
    assert white_space(answer.body) == (2, ": ", True)
    lines = answer.body.decode().split("\n")
    assert lines[:7] == ['{', '  "object": "list",', '  "data": [', '    {', '      "object": "embedding",',
                         '      "index": 0,', '      "embedding": [']
    assert lines[7 + 1536:] == ['      ]', '    }', '  ],', f'  "model": "{SMALL}",', '  "usage": {',
                                '    "prompt_tokens": 3,', '    "total_tokens": 3', '  }', '}', '']
    for line in lines[7:7 + 1536]:
        digits = re.fullmatch(r" {8}(-?\d\.\d+(?:e-\d\d)?),?", line)
        assert digits, line
        # The shortest digits: one fewer is another number.
        value = struct.unpack("<f", struct.pack("<f", float(digits[1])))[0]
        assert len(digits[1].lstrip("-0.").replace(".", "").split("e")[0]) <= 9
        assert f"{value:.9g}" and math.isclose(value, float(digits[1]), rel_tol=1e-7)


def test_base64_holds_the_same_numbers(sim):
    numbers, encoded = embed(sim, ["a b", "c"]), embed(sim, ["a b", "c"], encoding_format="base64")
    for one, other in zip(vectors(numbers), vectors(encoded)):
        assert len(other) == 8192
        assert base64.b64decode(other, validate=True) == struct.pack("<1536f", *one)
    expected = json.dumps(encoded.json, indent=2) + "\n"
    assert encoded.body.decode() == expected


def test_header_fields_are_the_services(sim):
    answer = embed(sim, "This is a test for embeddings with encoding format", ADA)
    assert answer["openai-model"] == "text-embedding-ada-002-v2"
    assert answer["access-control-allow-origin"] == "*" and answer["access-control-expose-headers"] == "X-Request-ID"
    assert answer["openai-version"] == "2020-10-01" and answer["content-type"] == "application/json"
    limits = {name: answer[f"x-ratelimit-{name}"] for name in (
        "limit-requests", "limit-tokens", "remaining-requests", "remaining-tokens", "reset-requests", "reset-tokens")}
    assert limits == {"limit-requests": "10000", "limit-tokens": "10000000", "remaining-requests": "9999",
                      "remaining-tokens": "9999987", "reset-requests": "6ms", "reset-tokens": "0s"}
    again = embed(sim, "This is a test for embeddings with encoding format", ADA)
    assert again.body == answer.body and again["x-request-id"] != answer["x-request-id"]


def test_many_inputs_are_answered_as_they_are_written(sim):
    texts = [f"text number {number}" for number in range(2048)]
    answer = embed(sim, texts, dimensions=128, encoding_format="base64")
    assert [entry["index"] for entry in answer.json["data"]] == list(range(2048))
    # A token for each word, the space before the number, and up to three digits.
    assert answer.json["usage"]["prompt_tokens"] == 4 * 2048 + 1048
    assert vectors(answer)[7] == vectors(embed(sim, texts[7], dimensions=128, encoding_format="base64"))[0]
    assert answer.body.decode() == json.dumps(answer.json, indent=2) + "\n"


def test_a_bare_empty_text_counts_as_one_token(sim):
    answer = embed(sim, "")
    assert answer.json["usage"] == {"prompt_tokens": 1, "total_tokens": 1}
    assert abs(cosine(vectors(answer)[0], vectors(answer)[0]) - 1) < 1e-6


INPUT = "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference."
CONTEXT = "Your input exceeds the context window of this model. Please adjust your input and try again."


@pytest.mark.parametrize("request_, message, param, code", [
    ({"input": []}, INPUT, None, None),
    ({"input": ["a", ""]}, INPUT, None, None),
    ({"input": ["a", 1]}, INPUT, None, None),
    ({"input": [1, "a"]}, INPUT, None, None),
    ({"input": [1.5]}, INPUT, None, None),
    ({"input": [[]]}, INPUT, None, None),
    ({"input": [["a"]]}, INPUT, None, None),
    ({"input": {"text": "a"}}, INPUT, None, None),
    ({"input": 5}, INPUT, None, None),
    ({"input": ["a"] * 2049}, INPUT, None, None),
    ({}, "'input' is a required property", None, None),
    ({"input": [100_300]}, "Invalid token in input: 100300. Minimum value is 0, maximum value is 100276 (inclusive).",
     None, None),
    ({"input": "a", "dimensions": -42}, "-42 is less than the minimum of 1 - 'dimensions'", None, None),
    ({"input": "a", "dimensions": "9"}, "'9' is not of type 'integer' - 'dimensions'", None, None),
    ({"input": "a", "dimensions": 1537}, "Invalid value for 'dimensions' = 1537. Must be less than or equal to 1536.",
     None, None),
    ({"input": "a", "model": ADA, "dimensions": 256}, "This model does not support specifying dimensions.", None, None),
    ({"input": "a", "encoding_format": "int8"}, "'int8' is not one of ['float', 'base64'] - 'encoding_format'",
     None, None),
    ({"input": "a", "user": 5}, "5 is not of type 'string' - 'user'", None, None),
    ({"input": "a", "extra": 5}, "Additional properties are not allowed ('extra' was unexpected)", None, None),
    ({"input": "a " * 8192}, CONTEXT, "input", "context_length_exceeded"),
])
def test_bad_requests_get_the_services_errors(sim, request_, message, param, code):
    answer = sim.ask("POST", "/v1/embeddings", {"model": SMALL} | request_)
    assert answer.status == 400
    assert answer.error == {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    assert white_space(answer.body) == (2, ": ", True)
    assert answer["access-control-allow-origin"] == "*" and answer["x-ratelimit-limit-requests"]
    assert answer["x-ratelimit-limit-tokens"] is None


def test_too_many_tokens_in_all_texts_are_refused(sim):
    answer = embed(sim, ["word " * 6000] * 51)
    assert answer.status == 400
    assert answer.error["code"] == answer.error["type"] == "max_tokens_per_request"
    assert re.fullmatch(r"Requested \d{6} tokens, max 300000 tokens per request", answer.error["message"])


def test_models_are_checked_first(sim):
    with sim.client() as client:
        with pytest.raises(openai.NotFoundError) as missing:
            client.embeddings.create(model="text-embedding-9", input=[])
        assert missing.value.code == "model_not_found" and missing.value.param is None
        with pytest.raises(openai.PermissionDeniedError) as denied:
            client.embeddings.create(model="gpt-4o", input="a")
        assert denied.value.body["message"] == "You are not allowed to generate embeddings from this model"
    answer = sim.ask("POST", "/v1/embeddings", {"model": "gpt-4o", "input": "a"})
    assert white_space(answer.body) == (4, ": ", True) and answer["openai-version"] is None
    answer = sim.ask("POST", "/v1/embeddings", {"model": "text-embedding-9", "input": "a"})
    assert white_space(answer.body) == (2, ": ", False) and answer["content-type"] == "application/json; charset=utf-8"
    answer = sim.ask("POST", "/v1/embeddings", {"input": "a"})
    assert answer.error["message"] == "you must provide a model parameter"


def test_recorded_embeddings_are_replayed_to_the_byte(record, replay, tape, simulators):
    request = {"model": SMALL, "input": ["one", "two"], "dimensions": 64}
    with record(upstream=simulators().root + "/session/tape/v1") as recorder:
        with Connection(recorder.port, timeout=60) as connection:
            live = connection.request("POST", "/v1/embeddings", request)
    with replay() as player:
        with Connection(player.port, timeout=60) as connection:
            again = connection.request("POST", "/v1/embeddings", request)
    assert live.status == again.status == 200 and live.body == again.body and live.json["data"][1]["index"] == 1
