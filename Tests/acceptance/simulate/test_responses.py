# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Responses of the simulator in all their forms: plain, streamed, with tools, stored, in the background."""

import asyncio
import base64
import json
import re

import openai
import pytest
from pydantic import BaseModel

from support import Connection
from support.simulation import ALIASES, MODEL, example, training

QUESTION = "What is the capital of France?"
TOOL = {"type": "function", "name": "get_weather", "description": "The weather of a city.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}}
OTHER = {"type": "function", "name": "get_time", "parameters": {"type": "object", "properties": {}}}
KEYS = [
    "id", "object", "created_at", "status", "background", "billing", "completed_at", "error", "frequency_penalty",
    "incomplete_details", "instructions", "max_output_tokens", "max_tool_calls", "model", "moderation", "output",
    "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt_cache_key", "prompt_cache_retention",
    "reasoning", "safety_identifier", "service_tier", "store", "temperature", "text", "tool_choice", "tool_usage", "tools",
    "top_logprobs", "top_p", "truncation", "usage", "user", "metadata"]


class City(BaseModel):
    name: str
    people: int


def create(client, **more):
    return client.responses.create(**{"model": "gpt-4o-mini", "input": QUESTION} | more)


def post(sim, **more):
    answer = sim.ask("POST", "/v1/responses", {"model": "gpt-4o-mini", "input": QUESTION} | more)
    assert answer.status == 200, answer.body
    return answer


def read(answer):
    """The events of a stream, held to its form."""
    assert answer["content-type"] == "text/event-stream; charset=utf-8" and answer.body.endswith(b"\n\n")
    events = []
    for piece in answer.body.decode().split("\n\n")[:-1]:
        name, data = piece.split("\n")
        event = json.loads(data.removeprefix("data: "))
        assert name == f"event: {event['type']}" and next(iter(event)) == "type"
        assert list(event)[1:] == sorted(list(event)[1:])
        events.append(event)
    return events


def events(sim, **more):
    seen = read(post(sim, stream=True, **more))
    assert [event["sequence_number"] for event in seen] == list(range(len(seen)))
    return seen


def names(seen):
    """The types of events, each run of deltas as one."""
    types = [event["type"].removeprefix("response.") for event in seen]
    return [name for index, name in enumerate(types) if not (name.endswith(".delta") and index and types[index - 1] == name)]


# -- Plain -----------------------------------------------------------------------------------------------------------


def test_a_plain_response(sim):
    with sim.client() as client:
        response = create(client)
        assert response.output_text and response.status == "completed" and response.model == MODEL
        assert client.responses.retrieve(response.id) == response
    assert re.fullmatch("resp_0[0-9a-f]{15}00[0-9a-f]{12}8[0-9a-f]{19}", response.id)
    assert response.output[0].id[4:20] == response.id[5:21]
    usage = response.usage
    assert (usage.input_tokens, usage.total_tokens) == (14, 14 + usage.output_tokens)


def test_responses_are_written_as_the_service_writes_them(sim):
    answer = post(sim)
    assert list(answer.json) == KEYS and answer["content-type"] == "application/json"
    assert answer.body.startswith(b'{\n  "id": "resp_') and answer.body.endswith(b'"metadata": {}\n}')
    for member in (b'"temperature": 1.0', b'"top_p": 1.0', b'"frequency_penalty": 0.0', b'"top_logprobs": 0,',
                   b'"error": null', b'"tools": [],', b'"payer": "developer"'):
        assert member in answer.body, member
    assert list(answer.json["output"][0]) == ["id", "type", "status", "content", "role"]
    assert list(answer.json["output"][0]["content"][0]) == ["type", "annotations", "logprobs", "text"]
    assert list(answer.json["usage"]["input_tokens_details"]) == ["cache_write_tokens", "cached_tokens"]
    fields = {name.lower() for name, _ in answer.fields}
    assert {"x-ratelimit-limit-tokens", "x-ratelimit-reset-requests", "openai-version", "x-request-id"} <= fields
    assert answer.json["reasoning"] == {"context": None, "effort": None, "summary": None}
    assert answer.json["text"] == {"format": {"type": "text"}, "verbosity": "medium"}


@pytest.mark.parametrize("model, effort, context, top_p, retention, phase", [
    ("gpt-4.1", None, None, 1.0, "in_memory", False), ("o4-mini", "medium", "current_turn", 1.0, "in_memory", False),
    ("gpt-5", "medium", "current_turn", 1.0, "in_memory", False), ("gpt-5.1", "none", "current_turn", 1.0, "in_memory", False),
    ("gpt-5.2", "none", "current_turn", 0.98, "24h", False), ("gpt-5.4-nano", "none", "current_turn", 0.98, "24h", True),
    ("gpt-5.5", "medium", "current_turn", 0.98, "24h", True), ("gpt-5.6", "medium", "all_turns", 0.98, "24h", True)])
def test_a_family_of_models_has_its_defaults(sim, model, effort, context, top_p, retention, phase):
    response = post(sim, model=model).json
    assert response["model"] == ALIASES.get(model, response["model"])
    assert (response["reasoning"]["effort"], response["reasoning"]["context"]) == (effort, context)
    assert (response["top_p"], response["prompt_cache_retention"]) == (top_p, retention)
    assert ("mode" in response["reasoning"]) == (effort is not None)
    message = response["output"][-1]
    assert message.get("phase") == ("final_answer" if phase else None)
    assert [item["type"] for item in response["output"]] == ["reasoning"] * (effort == "medium") + ["message"]
    assert (response["usage"]["output_tokens_details"]["reasoning_tokens"] > 0) == (effort == "medium")


def test_the_request_comes_back(sim):
    given = {"instructions": "Be brief.", "max_output_tokens": 1000, "max_tool_calls": 3, "parallel_tool_calls": False,
             "prompt_cache_key": "k", "safety_identifier": "s", "temperature": 0, "top_p": 0.5, "truncation": "auto",
             "user": "u", "metadata": {"a": "b"}, "prompt_cache_retention": "24h"}
    response = post(sim, **given)
    assert {name: response.json[name] for name in given} == given
    assert b'"temperature": 0.0' in response.body
    assert response.json["usage"]["input_tokens"] == 14 + 4 + 3
    assert post(sim, service_tier="priority").json["service_tier"] == "priority"


def test_a_limit_cuts_the_response(sim):
    dialogue = [{"role": m["role"], "content": m["content"]} for m in example()[:2]]
    cut = post(sim, input=dialogue * 40, max_output_tokens=16).json
    assert (cut["status"], cut["incomplete_details"], cut["completed_at"]) == (
        "incomplete", {"reason": "max_output_tokens"}, None) or cut["status"] == "completed"
    thinking = post(sim, model="gpt-5-mini", max_output_tokens=50).json
    assert thinking["status"] == "incomplete" and [item["type"] for item in thinking["output"]] == ["reasoning"]
    assert thinking["usage"]["output_tokens"] == 0
    assert [event["type"] for event in events(sim, model="gpt-5-mini", max_output_tokens=50)][-1] == "response.incomplete"


def test_structured_output(sim):
    with sim.client() as client:
        parsed = client.responses.parse(model=MODEL, input="Paris has 2000000 people.", text_format=City)
        assert isinstance(parsed.output_parsed, City)
        text = create(client, input="Give me JSON.", text={"format": {"type": "json_object"}}).output_text
    assert isinstance(json.loads(text), dict)
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
    response = post(sim, text={"format": {"type": "json_schema", "schema": schema, "name": "n"}}).json
    assert response["text"]["format"] == {
        "type": "json_schema", "description": None, "name": "n", "schema": schema, "strict": True}
    assert list(response["text"]["format"]) == ["type", "description", "name", "schema", "strict"]


def test_log_probabilities(sim):
    with sim.client() as client:
        part = create(client, include=["message.output_text.logprobs"], top_logprobs=2).output[0].content[0]
    assert "".join(entry.token for entry in part.logprobs) == part.text
    assert all(len(entry.top_logprobs) == 2 for entry in part.logprobs)
    seen = events(sim, include=["message.output_text.logprobs"])
    deltas = [event for event in seen if event["type"] == "response.output_text.delta"]
    assert all(list(event["logprobs"][0]) == ["bytes", "logprob", "token", "top_logprobs"] for event in deltas)


def test_reasoning_has_a_summary_and_encrypted_content(sim):
    response = post(sim, model="gpt-5", reasoning={"effort": "low", "summary": "auto"},
                    include=["reasoning.encrypted_content"], store=False)
    item = response.json["output"][0]
    assert list(item) == ["id", "type", "content", "encrypted_content", "summary"]
    assert item["summary"][0]["text"].startswith("**") and response.json["reasoning"]["summary"] == "detailed"
    token = base64.urlsafe_b64decode(item["encrypted_content"])
    assert item["encrypted_content"].startswith("gAAAAA") and (len(token) - 57) % 16 == 0
    again = post(sim, model="gpt-5", input=[
        {"role": "user", "content": QUESTION}, item, response.json["output"][1], {"role": "user", "content": "And Spain?"}])
    assert again.json["status"] == "completed"


# -- Functions -------------------------------------------------------------------------------------------------------


def test_a_function_is_called_and_answered(sim):
    with sim.client() as client:
        asked = [{"role": "user", "content": "What is the weather in Paris?"}]
        called = create(client, input=asked, tools=[TOOL, OTHER])
        call = called.output[0]
        assert (call.type, call.name, json.loads(call.arguments)) == ("function_call", "get_weather", {"city": "Paris"})
        assert re.fullmatch("call_[0-9A-Za-z]{24}", call.call_id) and call.id.startswith("fc_")
        result = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny."}
        by_list = create(client, input=[*asked, *called.output, result], tools=[TOOL])
        by_chain = create(client, input=[result], tools=[TOOL], previous_response_id=called.id)
        assert "Sunny" in by_list.output_text and by_list.output_text == by_chain.output_text
        assert by_chain.id[5:21] == called.id[5:21] and by_chain.previous_response_id == called.id
        listed = [item.type for item in client.responses.input_items.list(by_chain.id)]
        assert listed == ["function_call_output", "function_call", "message"]


def test_functions_come_back_strict(sim):
    loose = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "$schema": "x"}
    tools = post(sim, tools=[
        {"type": "function", "name": "made", "parameters": loose},
        {"type": "function", "name": "kept", "parameters": loose, "strict": False},
        {"type": "function", "name": "null", "parameters": loose, "strict": None, "description": "d"}]).json["tools"]
    assert [list(tool) for tool in tools] == [
        ["type", "description", "name", "output_schema", "parameters", "strict"]] * 3
    assert [tool["strict"] for tool in tools] == [True, False, False]
    assert tools[0]["parameters"] == {
        "type": "object", "properties": loose["properties"], "additionalProperties": False, "required": ["a", "b"]}
    assert tools[1]["parameters"] == tools[2]["parameters"] == loose


@pytest.mark.parametrize("choice, name", [
    ("required", "get_weather"), ({"type": "function", "name": "get_time"}, "get_time"), ("none", None),
    ({"type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "get_time"}]}, "get_time")])
def test_a_choice_of_tools(sim, choice, name):
    response = post(sim, tools=[TOOL, OTHER], tool_choice=choice).json
    assert response["output"][0].get("name") == name and response["tool_choice"] == choice


def test_several_calls_are_streamed_one_after_the_other(sim):
    asked = {"input": "What is the weather in Paris and in London?", "tools": [TOOL]}
    seen = events(sim, **asked)
    assert names(seen) == ["created", "in_progress"] + [
        "output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"
    ] * 2 + ["completed"]
    calls = [event["item"] for event in seen if event["type"] == "response.output_item.done"]
    assert [json.loads(call["arguments"])["city"] for call in calls] == ["Paris", "London"]
    one = post(sim, parallel_tool_calls=False, **asked).json
    assert len(one["output"]) == 1


def test_a_custom_tool(sim):
    tool = {"type": "custom", "name": "say", "format": {"type": "grammar", "syntax": "regex", "definition": "[a-z]+"}}
    seen = events(sim, tools=[tool], tool_choice={"type": "custom", "name": "say"})
    item = seen[-1]["response"]["output"][0]
    assert item["type"] == "custom_tool_call" and re.fullmatch("[a-z]+", item["input"])


# -- Streams ---------------------------------------------------------------------------------------------------------


def test_a_stream_has_every_event_in_order(sim):
    seen = events(sim)
    assert names(seen) == [
        "created", "in_progress", "output_item.added", "content_part.added", "output_text.delta", "output_text.done",
        "content_part.done", "output_item.done", "completed"]
    text = "".join(event["delta"] for event in seen if event["type"] == "response.output_text.delta")
    last = seen[-1]["response"]
    assert last["output"][0]["content"][0]["text"] == text and last["usage"]["output_tokens"]
    assert seen[0]["response"] == seen[1]["response"] and seen[0]["response"]["service_tier"] == "auto"
    assert list(last) == [key for key in KEYS if key != "billing"] == list(seen[0]["response"])
    for event in seen:
        assert ("obfuscation" in event) == event["type"].endswith(".delta")
        if "obfuscation" in event:
            assert len(event["delta"] + event["obfuscation"]) % 16 == 0
    assert not any("obfuscation" in event for event in events(sim, stream_options={"include_obfuscation": False}))


def test_a_stream_of_reasoning(sim):
    seen = events(sim, model="gpt-5", reasoning={"summary": "detailed"})
    assert names(seen)[:8] == [
        "created", "in_progress", "output_item.added", "reasoning_summary_part.added", "reasoning_summary_text.delta",
        "reasoning_summary_text.done", "reasoning_summary_part.done", "output_item.done"]
    assert names(events(sim, model="gpt-5"))[2:4] == ["output_item.added", "output_item.done"]


def test_the_sdk_reads_streams(sim):
    with sim.client() as client:
        with client.responses.stream(model=MODEL, input=QUESTION) as stream:
            text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
            assert stream.get_final_response().output_text == text
        with client.responses.stream(model=MODEL, input="Rome has 5 people.", text_format=City) as stream:
            assert isinstance(stream.get_final_response().output_parsed, City)


def test_the_async_client_asks_at_once(sim):
    async def work():
        async with sim.async_client() as client:
            answers = await asyncio.gather(
                *(client.responses.create(model=MODEL, input=f"Say {number}.") for number in range(16)))
            assert len({answer.id for answer in answers}) == 16
            stream = await client.responses.create(model=MODEL, input=QUESTION, stream=True)
            assert [event.type async for event in stream][-1] == "response.completed"
            page = await client.responses.input_items.list(answers[0].id)
            assert [item.content[0].text async for item in page] == ["Say 0."]

    asyncio.run(work())


# -- Stored ----------------------------------------------------------------------------------------------------------


def test_the_life_of_a_stored_response(sim):
    with sim.client() as client:
        response = create(client, instructions="Be brief.", input=[
            {"role": "developer", "content": "x"}, {"role": "user", "content": [{"type": "input_text", "text": "y"}]}])
        items = client.responses.input_items.list(response.id, limit=1)
        assert (items.has_more, items.data[0].role) == (True, "user")
        assert [item.role for item in items] == ["user", "developer"]
        assert [item.role for item in client.responses.input_items.list(response.id, order="asc")] == ["developer", "user"]
        assert client.responses.delete(response.id) is None
        for work in (client.responses.retrieve, client.responses.delete, client.responses.input_items.list):
            with pytest.raises(openai.NotFoundError, match=f"Response with id '{response.id}' not found."):
                work(response.id)
        unstored = create(client, store=False)
        with pytest.raises(openai.NotFoundError):
            client.responses.retrieve(unstored.id)
    assert unstored.store is False


def test_a_chain_of_responses_counts_its_history(sim):
    first = post(sim, input="My name is Ann.").json
    second = post(sim, input="Who am I?", previous_response_id=first["id"]).json
    third = post(sim, input="Sure?", previous_response_id=second["id"]).json
    assert first["usage"]["input_tokens"] < second["usage"]["input_tokens"] < third["usage"]["input_tokens"]
    assert len({response["id"][5:21] for response in (first, second, third)}) == 1
    items = sim.ask("GET", f"/v1/responses/{third['id']}/input_items?order=asc").json["data"]
    assert [item["role"] for item in items] == ["user", "assistant", "user", "assistant", "user"]
    assert items[1] == first["output"][0] and len({item["id"] for item in items}) == 5


def test_a_response_in_the_background(sim):
    with sim.client() as client:
        response = create(client, background=True)
        seen = [response.status]
        while response.status in ("queued", "in_progress"):
            response = client.responses.retrieve(response.id)
            seen.append(response.status)
        assert seen == ["queued", "in_progress", "completed"] and response.output_text
        assert client.responses.cancel(response.id) == response
        cancelled = client.responses.cancel(create(client, background=True).id)
        assert cancelled.status == "cancelled" == client.responses.retrieve(cancelled.id).status
        with pytest.raises(openai.BadRequestError):
            client.responses.cancel(create(client).id)
    queued = post(sim, background=True).json
    assert "billing" not in queued and queued["usage"] is None and queued["service_tier"] == "auto"


def test_a_stream_in_the_background_is_read_again(sim):
    seen = events(sim, background=True)
    assert names(seen)[:3] == ["created", "queued", "in_progress"] and seen[1]["response"]["status"] == "queued"
    assert not any("obfuscation" in event for event in seen)
    id = seen[0]["response"]["id"]
    rest = read(sim.ask("GET", f"/v1/responses/{id}?stream=true&starting_after=4"))
    assert rest == seen[5:]
    with sim.client() as client:
        again = list(client.responses.retrieve(id, stream=True, starting_after=1))
        assert [event.sequence_number for event in again] == list(range(2, len(seen)))


# -- Other calls -----------------------------------------------------------------------------------------------------


def test_input_tokens_are_counted(sim):
    with sim.client() as client:
        counted = client.responses.input_tokens.count(model="gpt-4.1-mini", instructions="Say yes or no.", input="")
        assert counted.object == "response.input_tokens" and counted.input_tokens == 3 + 4 + 5 + 4
        asked = {"input": "What is the weather in Paris?", "tools": [TOOL], "instructions": "Be brief."}
        count = client.responses.input_tokens.count(model=MODEL, **asked).input_tokens
    assert post(sim, **asked).json["usage"]["input_tokens"] == count


def test_a_conversation_is_compacted(sim):
    talk = [{"role": "user", "content": "I live in Rome."}, {"role": "assistant", "content": "Nice."},
            {"role": "user", "content": "And I like tea."}]
    with sim.client() as client:
        compacted = client.responses.compact(model="gpt-5.2", input=talk)
        assert [item.type for item in compacted.output] == ["message", "message", "compaction"]
        assert compacted.output[-1].encrypted_content.startswith("gAAAAA")
        output = [item.to_dict() for item in compacted.output]
        assert create(client, model="gpt-5.2", input=[*output, {"role": "user", "content": "Where do I live?"}]).output_text
    long = [{"role": "user", "content": "word " * 1500}]
    items = post(sim, model="gpt-5.2", input=long, context_management=[
        {"type": "compaction", "compact_threshold": 1000}]).json["output"]
    assert [item["type"] for item in items] == ["message", "compaction"]


def test_a_tuned_model_responds(sim):
    job = sim.finished(sim.job(sim.file(training(12)))["id"])
    response = post(sim, model=job["fine_tuned_model"]).json
    assert response["model"] == job["fine_tuned_model"]
    sim.ask("DELETE", f"/v1/models/{job['fine_tuned_model']}")
    answer = sim.ask("POST", "/v1/responses", {"model": job["fine_tuned_model"], "input": QUESTION})
    assert answer.json["error"]["code"] == "model_not_found"


def test_a_response_in_a_conversation(sim):
    with sim.client() as client:
        conversation = client.conversations.create(items=[{"role": "system", "content": "Be kind."}])
        first = create(client, conversation=conversation.id)
        second = create(client, input="And of Spain?", conversation={"id": conversation.id})
        assert first.conversation.id == conversation.id and second.usage.input_tokens > first.usage.input_tokens
        assert first.id[5:21] == second.id[5:21] == conversation.id[-16:]
        roles = [item.role for item in client.conversations.items.list(conversation.id, order="asc")]
        assert roles == ["system", "user", "assistant", "user", "assistant"]
        with pytest.raises(openai.NotFoundError):
            create(client, conversation="conv_0")


def test_moderated_input_and_output(sim):
    response = post(sim, input="I want to kill them.", moderation={"model": "omni-moderation-latest"}).json
    result = response["moderation"]["input"]
    assert result["flagged"] and set(response["moderation"]) == {"input", "output"}
    assert list(result) == [
        "type", "categories", "category_applied_input_types", "category_scores", "flagged", "model"]


def test_recorded_responses_replay_to_the_byte(simulators, record, replay):
    bodies = [{"model": MODEL, "input": QUESTION} | more for more in (
        {}, {"stream": True}, {"tools": [TOOL]}, {"tools": [{"type": "web_search"}], "stream": True})]

    def work(server):
        with Connection(server.port) as connection:
            return [connection.request("POST", "/v1/responses", body).body for body in bodies]

    with record(upstream=simulators().base) as recorder:
        live = work(recorder)
    with replay() as player:
        assert work(player) == live
