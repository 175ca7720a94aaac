# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Moderations: which texts are flagged, and the bytes of the answers."""

import re

import openai
import pytest

from support import Connection
from support.shapes import white_space

CATEGORIES = [
    "harassment", "harassment/threatening", "sexual", "hate", "hate/threatening", "illicit", "illicit/violent",
    "self-harm/intent", "self-harm/instructions", "self-harm", "sexual/minors", "violence", "violence/graphic"]
TEXT_CATEGORIES = [
    "sexual", "hate", "harassment", "self-harm", "sexual/minors", "hate/threatening", "violence/graphic",
    "self-harm/intent", "self-harm/instructions", "harassment/threatening", "violence"]
IMAGE_CATEGORIES = {"sexual", "self-harm", "self-harm/intent", "self-harm/instructions", "violence", "violence/graphic"}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}


def moderate(sim, **request):
    return sim.ask("POST", "/v1/moderations", request)


def test_a_harmless_text_is_not_flagged_and_a_violent_one_is(sim):
    client = sim.client()
    assert not client.moderations.create(input="Have a great day!").results[0].flagged
    result = client.moderations.create(input="I want to kill them.", model="omni-moderation-latest").results[0]
    assert result.flagged and result.categories.violence and not result.categories.sexual
    assert result.category_scores.violence > 0.5 > result.category_scores.sexual


def test_a_list_of_texts_has_one_result_each_and_a_list_of_parts_one_in_all(sim):
    client = sim.client()
    results = client.moderations.create(input=["hello", "I will kill you", "hello"]).results
    assert [result.flagged for result in results] == [False, True, False]
    assert results[0] == results[2]
    parts = [{"type": "text", "text": "hello"}, {"type": "text", "text": "I will kill you"}, IMAGE]
    [result] = client.moderations.create(input=parts).results
    assert result.flagged


def test_an_answer_is_laid_out_as_the_service_does(sim):
    answer = moderate(sim, input="I want to kill them.")
    assert answer.status == 200 and white_space(answer.body) == (2, ": ", False)
    assert answer["content-type"] == "application/json" and answer["openai-version"] == "2020-10-01"
    assert not [name for name, _ in answer.fields if name.startswith(("x-ratelimit", "access-control"))]
    document = answer.json
    assert list(document) == ["id", "model", "results"] and re.fullmatch("modr-[0-9]{3,4}", document["id"])
    assert document["model"] == "omni-moderation-latest"
    [result] = document["results"]
    assert list(result) == ["flagged", "categories", "category_scores", "category_applied_input_types"]
    for member in list(result)[1:]:
        assert list(result[member]) == CATEGORIES
    assert all(types == ["text"] for types in result["category_applied_input_types"].values())
    assert b'"harassment": [\n          "text"\n        ]' in answer.body
    numbers = re.findall(rb'": ([0-9][^,\n]*)', answer.body)
    assert len(numbers) == 13
    assert all(re.fullmatch(rb"[0-9]+\.[0-9]+(e-[1-9][0-9]?)?", number) for number in numbers), numbers


@pytest.mark.parametrize("model, name", [
    ("text-moderation-latest", "text-moderation-007"), ("text-moderation-stable", "text-moderation-007"),
    ("text-moderation-007", "text-moderation-007")])
def test_a_text_model_has_the_eleven_older_categories(sim, model, name):
    document = moderate(sim, input=["hello"], model=model).json
    assert document["model"] == name and re.fullmatch("modr-[0-9A-Za-z]{29}", document["id"])
    [result] = document["results"]
    assert list(result) == ["flagged", "categories", "category_scores"]
    assert list(result["categories"]) == list(result["category_scores"]) == TEXT_CATEGORIES


def test_an_image_alone_is_scored_in_the_categories_of_images(sim):
    [result] = moderate(sim, input=[IMAGE], model="omni-moderation-2024-09-26").json["results"]
    for category in CATEGORIES:
        shown = category in IMAGE_CATEGORIES
        assert result["category_applied_input_types"][category] == (["image"] if shown else [])
        assert (result["category_scores"][category] > 0) == shown
    [result] = moderate(sim, input=[IMAGE, {"type": "text", "text": "a cat"}]).json["results"]
    for category in CATEGORIES:
        assert result["category_applied_input_types"][category] == ["text", "image"][: 1 + (category in IMAGE_CATEGORIES)]


@pytest.mark.parametrize("request_, message, param, code", [
    ({}, "Missing required parameter: 'input'.", "input", "missing_required_parameter"),
    ({"input": []}, "Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.",
     "input", "empty_array"),
    ({"input": 5}, "Invalid type for 'input': expected one of a string or array of strings, but got an integer instead.",
     "input", "invalid_type"),
    ({"input": ["a", {}]}, "Invalid type for 'input[1]': expected a string, but got an object instead.", "input[1]",
     "invalid_type"),
    ({"input": [IMAGE], "model": "text-moderation-latest"},
     "Invalid type for 'input[0]': expected a string, but got an object instead.", "input[0]", "invalid_type"),
    ({"input": [{"type": "audio"}]}, "Invalid value: 'audio'. Supported values are: 'text' and 'image_url'.",
     "input[0].type", "invalid_value"),
    ({"input": [IMAGE, IMAGE]}, "Invalid 'input': too many images. Expected at most 1 image, but got 2 images instead.",
     "input", "array_above_max_length"),
    ({"input": "a", "model": "gpt-4o"}, "please request omni-moderation-latest", "model", None),
    ({"input": "a", "extra": 1}, "Unknown parameter: 'extra'.", "extra", "unknown_parameter"),
])
def test_a_bad_request_is_refused(sim, request_, message, param, code):
    answer = moderate(sim, **request_)
    assert answer.status == 400 and answer.error == {
        "message": message, "type": "invalid_request_error", "param": param, "code": code}
    assert white_space(answer.body) == (2, ": ", False)


def test_the_sdk_raises_its_errors(sim):
    with pytest.raises(openai.BadRequestError) as raised:
        sim.client().moderations.create(input=[])
    assert raised.value.code == "empty_array"


def test_a_recorded_moderation_replays_to_the_byte(simulators, record, replay):
    body = {"input": "I want to kill them."}
    with record(upstream=simulators().base) as recorder, Connection(recorder.port) as connection:
        live = connection.request("POST", "/v1/moderations", body)
    with replay() as player, Connection(player.port) as connection:
        again = connection.request("POST", "/v1/moderations", body)
    assert (again.status, again.body) == (live.status, live.body) == (200, live.body)
