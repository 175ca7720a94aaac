# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The Realtime API for text: the official client, the order and the keys of events, and errors that keep the session."""

import asyncio
import json
import random
import re
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from support import KEY, Server, openapi
from support.websocket import TEXT, Socket, frame

MODEL = "gpt-realtime"
TEXT_SESSION = {"type": "realtime", "output_modalities": ["text"], "instructions": "Answer briefly."}
WEATHER = {"type": "function", "name": "get_weather", "description": "The weather of a city.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
TURN = [
    "response.created", "response.output_item.added", "conversation.item.added", "response.content_part.added",
    "response.output_text.delta", "response.output_text.done", "response.content_part.done", "conversation.item.done",
    "response.output_item.done", "response.done", "rate_limits.updated"]
KEYS = {
    "session.created": ["type", "event_id", "session"],
    "conversation.item.added": ["type", "event_id", "previous_item_id", "item"],
    "response.created": ["type", "event_id", "response"],
    "response.output_item.added": ["type", "event_id", "response_id", "output_index", "item"],
    "response.output_text.delta": [
        "type", "event_id", "response_id", "item_id", "output_index", "content_index", "delta", "obfuscation"],
    "response.output_text.done": [
        "type", "event_id", "response_id", "item_id", "output_index", "content_index", "text"],
    "response.content_part.done": [
        "type", "event_id", "response_id", "item_id", "output_index", "content_index", "part"],
    "response.function_call_arguments.delta": [
        "type", "event_id", "response_id", "item_id", "output_index", "call_id", "delta", "obfuscation"],
    "response.function_call_arguments.done": [
        "type", "event_id", "response_id", "item_id", "output_index", "call_id", "name", "arguments"],
    "rate_limits.updated": ["type", "event_id", "rate_limits"],
}
RESPONSE = ["object", "id", "status", "status_details", "output", "conversation_id", "output_modalities",
            "max_output_tokens", "audio", "usage", "metadata"]
SESSION = ["type", "object", "id", "model", "output_modalities", "instructions", "tools", "tool_choice",
           "max_output_tokens", "tracing", "truncation", "prompt", "expires_at", "audio", "include"]


def user(text, **more):
    return {"type": "conversation.item.create", "item": {
        **more, "type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}}


@pytest.fixture
def session(sim):
    """A session that has said hello and answers with text."""
    made = Socket(sim.server.port, f"{sim.path}/realtime?model={MODEL}")
    assert made.status == 101, made.body
    made.created, hear = made.hear(), made.hear

    def checked():
        event = hear()
        openapi.check_realtime(event)
        return event

    made.hear = checked
    openapi.check_realtime(made.created)
    made.say({"type": "session.update", "session": TEXT_SESSION})
    assert made.hear()["type"] == "session.updated"
    yield made
    made.connection.close()


# -- On the wire -----------------------------------------------------------------------------------------------------


def test_a_turn_has_the_recorded_events_and_keys(session):
    session.say(user("What is the capital of France?"))
    added, done = session.hear(), session.hear()
    assert (added["type"], done["type"]) == ("conversation.item.added", "conversation.item.done")
    assert added["previous_item_id"] is None and list(added["item"]) == ["id", "type", "status", "role", "content"]
    session.say({"type": "response.create"})
    events = session.hear_until("rate_limits.updated")
    assert list(dict.fromkeys(event["type"] for event in events)) == TURN
    for event in [session.created, added, *events]:
        if event["type"] in KEYS:
            assert list(event) == KEYS[event["type"]]
        assert re.fullmatch("event_[0-9A-Za-z]{21}", event["event_id"])
    response = events[-2]["response"]
    assert list(response) == RESPONSE and response["status"] == "completed" and response["usage"]["output_tokens"] > 0
    assert list(session.created["session"]) == SESSION and session.created["session"]["output_modalities"] == ["audio"]
    assert events[2]["previous_item_id"] == added["item"]["id"]
    text = "".join(event["delta"] for event in events if event["type"] == "response.output_text.delta")
    assert text and response["output"][0]["content"] == [{"type": "output_text", "text": text}]
    for event in events:
        if "obfuscation" in event:
            assert len(event["delta"] + event["obfuscation"]) % 16 == 0
    for kind, id in [("sess", session.created["session"]["id"]), ("resp", response["id"]),
                     ("item", response["output"][0]["id"]), ("conv", response["conversation_id"])]:
        assert re.fullmatch(kind + "_[0-9A-Za-z]{21}", id)


def test_a_function_is_called_and_its_output_answered(session):
    session.say({"type": "session.update", "session": TEXT_SESSION | {"tools": [WEATHER]}})
    assert session.hear()["session"]["tools"] == [WEATHER]
    session.say(user("What is the weather in Paris?"))
    session.say({"type": "response.create"})
    events = session.hear_until("rate_limits.updated")
    done = next(event for event in events if event["type"] == "response.function_call_arguments.done")
    assert list(done) == KEYS[done["type"]] and json.loads(done["arguments"]) == {"city": "Paris"}
    assert re.fullmatch("call_[0-9A-Za-z]{16}", done["call_id"])
    call = events[-2]["response"]["output"][0]
    assert list(call) == ["id", "type", "status", "name", "call_id", "arguments"]
    session.say({"type": "conversation.item.create", "item": {
        "type": "function_call_output", "call_id": done["call_id"], "output": '{"sky": "clear"}'}})
    session.say({"type": "response.create"})
    events = session.hear_until("rate_limits.updated")
    assert list(events[0]["item"]) == ["id", "type", "call_id", "output"]
    assert "clear" in events[-2]["response"]["output"][0]["content"][0]["text"]


@pytest.mark.parametrize("message, code", [
    ({"type": "response.cancel"}, "response_cancel_not_active"), ({"type": "nonsense"}, "invalid_value"), ({}, "invalid_event"),
    ({"type": "input_audio_buffer.append", "audio": "AAAA"}, "not_simulated"),
    ({"type": "response.create", "response": {"output_modalities": ["audio"]}}, "not_simulated"),
    ({"type": "conversation.item.delete", "item_id": "item_x"}, "item_delete_invalid_item_id"),
])
def test_an_error_names_its_event_and_keeps_the_session(session, message, code):
    session.say(message | {"event_id": "mine"})
    answer = session.hear()
    assert list(answer) == ["type", "event_id", "error"]
    assert list(answer["error"]) == ["type", "code", "message", "param", "event_id"]
    assert answer["error"]["code"] == code and answer["error"]["event_id"] == "mine"
    session.say({"type": "input_audio_buffer.clear"})
    assert session.hear()["type"] == "input_audio_buffer.cleared"


@pytest.mark.parametrize("query, status, code", [
    ("", 400, None), ("?model=gpt-nope", 404, "model_not_found"), ("?model=gpt-4o", 400, "invalid_model"),
    ("?call_id=rtc_1", 400, "not_simulated"), ("?intent=transcription", 400, "not_simulated"),
])
def test_a_session_needs_a_model_of_the_realtime_api(sim, query, status, code):
    with Socket(sim.server.port, f"{sim.path}/realtime{query}") as made:
        assert made.status == status and made.error["code"] == code


def test_a_browser_sends_its_key_as_a_protocol(sim):
    with Socket(sim.server.port, f"{sim.path}/realtime?model={MODEL}", authorization=None,
                sec_websocket_protocol=f"realtime, openai-insecure-api-key.{KEY}") as made:
        assert made.status == 101 and made.fields["sec-websocket-protocol"] == "realtime"
        assert made.hear()["type"] == "session.created"


# -- Client secrets --------------------------------------------------------------------------------------------------


def test_a_client_secret_opens_a_session_with_its_configuration(sim):
    made = sim.ask("POST", "/v1/realtime/client_secrets", {
        "expires_after": {"anchor": "created_at", "seconds": 60}, "session": TEXT_SESSION | {"model": MODEL}}).json
    assert list(made) == ["value", "expires_at", "session"] and re.fullmatch("ek_[0-9a-f]{32}", made["value"])
    assert made["session"]["expires_at"] == 0 and list(made["session"]) == SESSION
    with Socket(sim.server.port, f"{sim.path}/realtime", authorization=f"Bearer {made['value']}") as opened:
        created = opened.hear()["session"]
        assert created["instructions"] == "Answer briefly." and created["output_modalities"] == ["text"]


@pytest.mark.parametrize("body, param", [
    ({"expires_after": {"anchor": "now"}}, "expires_after.anchor"), ({"expires_after": {"seconds": 5}}, "expires_after.seconds"),
    ({"session": {"model": MODEL}}, "session.type"), ({"session": {"type": "transcription"}}, "session.type"),
    ({"session": {"type": "realtime", "model": "gpt-4o"}}, "model"), ({"other": 1}, "other"),
])
def test_a_bad_request_for_a_client_secret_has_its_error(sim, body, param):
    answer = sim.ask("POST", "/v1/realtime/client_secrets", body)
    assert answer.status == 400 and answer.error["param"] == param


def test_calls_are_refused(sim):
    answer = sim.ask("POST", "/v1/realtime/calls", b"v=0", content_type="application/sdp")
    assert answer.status == 400 and "WebSocket" in answer.error["message"]
    assert sim.ask("GET", "/v1/realtime").status == 426


# -- The official client ---------------------------------------------------------------------------------------------


def test_the_official_client_talks(sim):
    pytest.importorskip("websockets")
    secret = sim.client().realtime.client_secrets.create(session={"type": "realtime", "model": MODEL})
    assert secret.value.startswith("ek_")
    with openai.OpenAI(base_url=sim.base, api_key=secret.value).realtime.connect(model=MODEL) as connection:
        assert connection.recv().type == "session.created"
        connection.session.update(session=TEXT_SESSION)
        assert connection.recv().session.output_modalities == ["text"]
        connection.conversation.item.create(item=user("Tell me about the sea.")["item"])
        connection.response.create()
        text = ""
        for event in connection:
            if event.type == "response.output_text.delta":
                text += event.delta
            elif event.type == "response.done":
                assert event.response.status == "completed" and event.response.output[0].content[0].text == text
                break
        connection.response.cancel()
        assert next(event for event in connection if event.type == "error").error.code == "response_cancel_not_active"


def test_the_asynchronous_client_talks_in_many_sessions_at_once(sim):
    pytest.importorskip("websockets")

    async def talk(number):
        client = openai.AsyncOpenAI(base_url=sim.base, api_key=KEY)
        async with client.realtime.connect(model=MODEL) as connection:
            await connection.session.update(session=TEXT_SESSION)
            await connection.conversation.item.create(item=user(f"Tell me about number {number}.")["item"])
            await connection.response.create()
            async for event in connection:
                if event.type == "response.done":
                    return event.response.output[0].content[0].text

    async def all_of_them():
        return await asyncio.gather(*(talk(number) for number in range(20)))

    assert all(text for text in asyncio.run(all_of_them()))


# -- The same, and anything ------------------------------------------------------------------------------------------


def conversation(server, session):
    """All messages of a conversation, and the fields of the handshake."""
    with Socket(server.port, f"{session}/v1/realtime?model={MODEL}") as made:
        made.say({"type": "session.update", "session": TEXT_SESSION | {"tools": [WEATHER]}})
        for text in ["What is the weather in Rome?", "Tell me about tides."]:
            made.say(user(text))
            made.say({"type": "response.create"})
        made.say({"type": "nonsense", "event_id": "last"})
        return [(name, value) for name, value in made.fields.items() if name != "date"], made.hear_until("error")


def test_the_same_events_get_the_same_bytes(simulators, tmp_path):
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: conversation(simulators(), f"/session/rt{number}"), range(16)))
    with Server("simulate", log=tmp_path / "again.txt") as server:
        found.append(conversation(server, ""))
    assert all(each == found[0] for each in found)


def test_mutated_events_are_answered(sim):
    chance = random.Random(3)
    seeds = [
        {"type": "session.update", "event_id": "e", "session": TEXT_SESSION | {
            "tools": [WEATHER], "tool_choice": {"type": "function", "name": "get_weather"}, "max_output_tokens": 9,
            "audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": {"type": "server_vad"},
                                "transcription": {"model": "m"}, "noise_reduction": None},
                      "output": {"voice": "ash", "speed": 1.5}}}},
        user("Hello", id="item_1"), {"type": "conversation.item.retrieve", "item_id": "item_1"},
        {"type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 1},
        {"type": "conversation.item.create", "previous_item_id": "root", "item": {
            "type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}},
        {"type": "response.create", "response": {
            "conversation": "none", "output_modalities": ["text"], "metadata": {"a": "b"}, "input": [
                {"type": "item_reference", "id": "item_1"}, user("x")["item"]], "instructions": "i", "max_output_tokens": 5}},
    ]
    values = [None, True, 0, -1, 2**70, 0.5, "", "x" * 3000, [], {}, [[]], {"type": "function"}, "\u0000", "none"]

    def mutate(value):
        if isinstance(value, dict) and value and chance.random() < 0.8:
            key = chance.choice(list(value))
            return {name: mutate(inner) if name == key else inner for name, inner in value.items()
                    if name != key or chance.random() < 0.9}
        if isinstance(value, list) and value and chance.random() < 0.8:
            return [mutate(inner) for inner in value]
        return chance.choice(values)

    with Socket(sim.server.port, f"{sim.path}/realtime?model={MODEL}", timeout=30) as made:
        assert made.hear()["type"] == "session.created"
        for number in range(300):
            made.send(frame(TEXT, json.dumps(mutate(chance.choice(seeds))).encode()))
            made.say({"type": "nonsense", "event_id": f"end {number}"})
            while True:
                event = made.hear()
                if event["type"] == "error" and event["error"]["event_id"] == f"end {number}":
                    break
    assert sim.ask("GET", "/v1/models").status == 200
