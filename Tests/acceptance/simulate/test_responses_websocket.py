# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Responses over WebSocket: the events of a streamed response, lanes, chains and errors, also with the official client."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from support import KEY, Server, ask
from support.websocket import Socket

MODEL = "gpt-4o-mini"


def create(text, **more):
    return {"type": "response.create", "model": MODEL, "input": text} | more


@pytest.fixture
def opened(sim):
    made = Socket(sim.server.port, sim.path + "/responses")
    assert made.status == 101, made.body
    yield made
    made.connection.close()


def end(made):
    return made.hear_until("response.completed")


def streamed(sim, text, **more):
    """The events of the same request over HTTP."""
    answer = ask(sim.server, "POST", sim.path + "/responses", {"model": MODEL, "input": text, "stream": True} | more)
    return [json.loads(line[6:]) for line in answer.body.decode().splitlines() if line.startswith("data: ")]


def shape(value):
    """A value without what differs from response to response."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()
                if name not in ("id", "item_id", "obfuscation", "created_at", "completed_at", "stream_id")}
    return [shape(inner) for inner in value] if isinstance(value, list) else value


def test_messages_are_the_events_of_a_streamed_response(sim, opened):
    opened.say(create("What is the capital of France?"))
    events = end(opened)
    expected = streamed(sim, "What is the capital of France?")
    assert shape(events) == shape(expected) and [list(event) for event in events] == [list(event) for event in expected]
    opened.say(create("And of Spain?", previous_response_id=events[-1]["response"]["id"], stream=False))
    assert end(opened)[-1]["response"]["previous_response_id"] == events[-1]["response"]["id"]


def test_a_response_that_is_not_stored_is_continued_on_its_connection_only(sim, opened):
    opened.say(create("My name is Ann.", store=False))
    first = end(opened)[-1]["response"]
    opened.say(create("What is my name?", store=False, previous_response_id=first["id"]))
    events = end(opened)
    assert [event["response"]["previous_response_id"] for event in (events[0], events[-1])] == [first["id"]] * 2
    assert events[-1]["response"]["usage"]["input_tokens"] > first["usage"]["input_tokens"]
    third = create("And now?", store=False, previous_response_id=events[-1]["response"]["id"])
    opened.say(third)
    assert end(opened)[-1]["response"]["usage"]["input_tokens"] > events[-1]["response"]["usage"]["input_tokens"]
    with Socket(sim.server.port, sim.path + "/responses") as other:
        other.say(third)
        error = other.hear()
        assert error["error"]["code"] == "previous_response_not_found" and error["status"] == 400


def test_each_lane_is_in_order_and_named_in_its_events(opened):
    for number in range(12):
        opened.say(create(f"Number {number}", stream_id=f"lane.{number % 4}"))
    found = {}
    while sum(map(len, found.values())) < 12:
        event = opened.hear()
        assert list(event)[-1] == "stream_id"
        if event["type"] == "response.completed":
            found.setdefault(event["stream_id"], []).append(event["response"]["output"][0]["content"][0]["text"])
    assert all(len(texts) == 3 for texts in found.values()) and len(found) == 4


@pytest.mark.parametrize("more, code", [
    ({"model": "gpt-nope"}, "model_not_found"), ({"type": "response.cancel"}, "invalid_value"),
    ({"background": True}, "unsupported_parameter"), ({"stream_id": "a b"}, "invalid_value"),
    ({"previous_response_id": "resp_" + "0" * 50}, "previous_response_not_found"),
])
def test_an_error_is_a_message_and_the_connection_goes_on(opened, more, code):
    opened.say(create("Hi") | more)
    error = opened.hear()
    assert list(error) == ["type", "status", "error"] and error["type"] == "error" and error["status"] == 400
    assert list(error["error"]) == ["type", "code", "message", "param"] and error["error"]["code"] == code
    opened.say(create("Hi"))
    assert end(opened)


def test_a_client_that_leaves_in_the_middle_takes_nothing_with_it(sim):
    for _ in range(5):
        with Socket(sim.server.port, sim.path + "/responses") as made:
            made.say(create("Tell me a long story about the sea. " * 20))
            made.hear()
    assert sim.ask("GET", "/v1/models").status == 200


def conversation(server, session):
    with Socket(server.port, f"{session}/v1/responses") as made:
        events = []
        for text in ["One", "Two"]:
            made.say(create(text))
            events += end(made)
        made.say({"type": "x"})
        return events, made.hear()


def test_the_same_messages_get_the_same_answers(simulators, tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: conversation(simulators(), f"/session/ws{number}"), range(16)))
    with Server("simulate", log=tmp_path / "again.txt") as server:
        found.append(conversation(server, ""))
    assert all(each == found[0] for each in found)


def test_the_official_client_talks(sim):
    pytest.importorskip("websockets")
    with openai.OpenAI(base_url=sim.base, api_key=KEY).responses.connect() as connection:
        connection.response.create(model=MODEL, input="What is the capital of France?")
        text = ""
        for event in connection:
            if event.type == "response.output_text.delta":
                text += event.delta
            elif event.type == "response.completed":
                assert text and event.response.output_text == text
                break


def test_asynchronous_clients_talk_at_once(sim):
    pytest.importorskip("websockets")

    async def talk(number):
        client = openai.AsyncOpenAI(base_url=sim.base, api_key=KEY)
        async with client.responses.connect() as connection:
            await connection.response.create(model=MODEL, input=f"Say {number}")
            async for event in connection:
                if event.type == "response.completed":
                    return event.response.output_text

    async def all_of_them():
        return await asyncio.gather(*(talk(number) for number in range(20)))

    assert all(asyncio.run(all_of_them()))
