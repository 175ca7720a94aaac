# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Chat completions of the simulator in all their forms, and stored ones."""

import asyncio
import json
import re

import openai
import pytest
from pydantic import BaseModel

from support.simulation import ALIASES, ASK, MODEL, OTHER, TOOL, example, training

DIALOGUE = example()[:2]


def create(client, **more):
    return client.chat.completions.create(**{"model": "gpt-4o-mini", "messages": ASK} | more)


def events(sim, **more):
    """The documents of a stream, without its end."""
    answer = sim.ask("POST", "/v1/chat/completions", {"model": "gpt-4o-mini", "messages": ASK, "stream": True} | more)
    assert answer.status == 200, answer.body
    assert answer["content-type"] == "text/event-stream; charset=utf-8" and answer.body.endswith(b"data: [DONE]\n\n")
    pieces = answer.body.decode().split("\n\n")[:-2]
    for piece in pieces:
        text = piece.removeprefix("data: ")
        assert "\n" not in text and (len(text.encode()) % 16 == 1 or '"obfuscation"' not in text)
    return [json.loads(piece.removeprefix("data: ")) for piece in pieces]


# -- Plain -----------------------------------------------------------------------------------------------------------


def test_a_plain_answer(sim):
    with sim.client() as client:
        answer = create(client)
    choice = answer.choices[0]
    assert (answer.object, answer.model, answer.service_tier) == ("chat.completion", MODEL, "default")
    assert re.fullmatch("chatcmpl-[0-9A-Za-z]{29}", answer.id) and answer.system_fingerprint.startswith("fp_sim")
    assert (choice.index, choice.finish_reason, choice.message.role, choice.message.refusal) == (0, "stop", "assistant", None)
    assert choice.message.content and choice.message.annotations == [] and choice.logprobs is None
    usage = answer.usage
    assert usage.prompt_tokens == 14 and usage.total_tokens == usage.prompt_tokens + usage.completion_tokens


def test_answers_are_written_as_the_service_writes_them(sim):
    answer = sim.ask("POST", "/v1/chat/completions", {"model": "gpt-4o-mini", "messages": ASK})
    assert list(answer.json) == [
        "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint"]
    choice = answer.json["choices"][0]
    assert list(choice) == ["index", "message", "logprobs", "finish_reason"]
    assert list(choice["message"]) == ["role", "content", "refusal", "annotations"]
    assert answer.body.startswith(b'{\n  "id": "chatcmpl-') and answer.body.endswith(b"\n}\n")
    names = {name.lower() for name, _ in answer.fields}
    assert {f"x-ratelimit-{kind}-{of}" for kind in ("limit", "remaining", "reset") for of in ("requests", "tokens")} <= names
    assert "access-control-allow-origin" not in names


@pytest.mark.parametrize("alias", [*ALIASES, "gpt-5.6-sol"])
def test_an_answer_names_the_snapshot(sim, alias):
    with sim.client() as client:
        answer = create(client, model=alias)
    assert answer.model == ALIASES.get(alias, alias)
    is_reasoning = alias.startswith(("gpt-5", "o3"))
    assert answer.usage.prompt_tokens == (13 if is_reasoning else 14)
    assert ("logprobs" in answer.choices[0].to_dict(exclude_unset=True)) != is_reasoning


def test_the_async_client_asks_at_once(sim):
    async def work():
        async with sim.async_client() as client:
            asked = [[{"role": "user", "content": f"Say {n}."}] for n in range(16)]
            answers = await asyncio.gather(
                *(client.chat.completions.create(model=MODEL, messages=messages) for messages in asked))
            assert len({answer.id for answer in answers}) == 16
            stream = await client.chat.completions.create(model=MODEL, messages=ASK, stream=True)
            text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
            assert text == (await client.chat.completions.create(model=MODEL, messages=ASK)).choices[0].message.content

    asyncio.run(work())


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_cuts_the_answer(sim, name):
    with sim.client() as client:
        whole = create(client, messages=DIALOGUE)
        cut = create(client, messages=DIALOGUE, **{name: 2})
    assert (cut.choices[0].finish_reason, cut.usage.completion_tokens) == ("length", 2)
    assert whole.choices[0].message.content.startswith(cut.choices[0].message.content)


def test_a_stop_ends_the_answer_before_itself(sim):
    with sim.client() as client:
        whole = create(client, messages=DIALOGUE).choices[0].message.content
        word = whole.split()[1]
        cut = create(client, messages=DIALOGUE, stop=[word, "never"]).choices[0]
    assert cut.finish_reason == "stop" and cut.message.content == whole[: whole.index(word)]


def test_several_choices(sim):
    with sim.client() as client:
        answer = create(client, n=4, temperature=1)
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3]
    seen = {}
    for event in events(sim, n=3, stream_options={"include_usage": True}):
        for choice in event["choices"]:
            seen.setdefault(choice["index"], []).append(choice)
    assert sorted(seen) == [0, 1, 2]
    for choices in seen.values():
        assert choices[0]["delta"]["role"] == "assistant" and choices[-1]["finish_reason"] == "stop"
        assert all(choice["finish_reason"] is None for choice in choices[:-1])


def test_log_probabilities(sim):
    with sim.client() as client:
        answer = create(client, logprobs=True, top_logprobs=3)
        tokens = answer.choices[0].logprobs.content
        assert "".join(token.token for token in tokens) == answer.choices[0].message.content
        assert len(tokens) == answer.usage.completion_tokens
        for token in tokens:
            assert token.logprob <= 0 and len(token.top_logprobs) == 3 and bytes(token.bytes).decode() == token.token
            found = [top.logprob for top in token.top_logprobs]
            assert found == sorted(found, reverse=True)
        assert all(token.top_logprobs == [] for token in create(client, logprobs=True).choices[0].logprobs.content)


def test_equal_requests_get_equal_answers_and_a_seed_is_heard(sim):
    with sim.client() as client:
        texts = {create(client, seed=5, temperature=1).choices[0].message.content for _ in range(3)}
    assert len(texts) == 1


# -- Streams ---------------------------------------------------------------------------------------------------------


def test_a_stream_comes_in_the_service_s_order(sim):
    with sim.client() as client:
        whole = create(client)
    chunks = events(sim, stream_options={"include_usage": True})
    assert {list(chunk)[:-1].__repr__() for chunk in chunks} == {
        "['id', 'object', 'created', 'model', 'service_tier', 'system_fingerprint', 'choices', 'usage']"}
    assert all(list(chunk)[-1] == "obfuscation" for chunk in chunks)
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks}) == 1
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "refusal": None}
    assert list(chunks[0]["choices"][0]) == ["index", "delta", "logprobs", "finish_reason"]
    *parts, last, usage = chunks[1:]
    assert "".join(part["choices"][0]["delta"]["content"] for part in parts) == whole.choices[0].message.content
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({}, "stop")
    assert usage["choices"] == [] and usage["usage"]["completion_tokens"] == whole.usage.completion_tokens
    assert all(chunk["usage"] is None for chunk in chunks[:-1])


def test_a_stream_without_options_has_no_usage_and_one_may_have_no_padding(sim):
    assert all("usage" not in chunk for chunk in events(sim))
    assert all("obfuscation" not in chunk for chunk in events(sim, stream_options={"include_obfuscation": False}))


def test_a_stream_of_log_probabilities(sim):
    chunks = [chunk["choices"][0] for chunk in events(sim, logprobs=True)]
    assert chunks[0]["logprobs"] == {"content": [], "refusal": None}
    text = "".join(choice["delta"].get("content", "") for choice in chunks)
    assert "".join(token["token"] for choice in chunks if choice["logprobs"]
                   for token in choice["logprobs"]["content"]) == text


def test_the_sdk_puts_streams_together(sim):
    with sim.client() as client, client.chat.completions.stream(
            model=MODEL, messages=ASK, tools=[TOOL], tool_choice="required") as stream:
        for _ in stream:
            pass
        call = stream.get_final_completion().choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather" and set(json.loads(call.function.arguments)) == {"city", "unit"}


# -- Tools -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice, names", [
    ("required", {"get_weather", "get_time"}), ({"type": "function", "function": {"name": "get_time"}}, {"get_time"})])
def test_a_tool_is_called_when_it_must_be(sim, choice, names):
    with sim.client() as client:
        answer = create(client, tools=[TOOL, OTHER], tool_choice=choice).choices[0]
    assert answer.message.content is None and answer.message.tool_calls
    assert answer.finish_reason == ("tool_calls" if choice == "required" else "stop")
    for call in answer.message.tool_calls:
        assert call.type == "function" and call.function.name in names and re.fullmatch("call_[0-9A-Za-z]{24}", call.id)
        assert isinstance(json.loads(call.function.arguments), dict)


def test_a_loop_of_tools_ends(sim):
    messages = [{"role": "user", "content": "What is the weather in Paris, in C?"}]
    with sim.client() as client:
        first = create(client, messages=messages, tools=[TOOL]).choices[0]
        assert first.finish_reason == "tool_calls"
        call = first.message.tool_calls[0]
        assert set(json.loads(call.function.arguments)) == {"city", "unit"}
        messages += [first.message.to_dict(exclude_unset=True)]
        messages += [{"role": "tool", "tool_call_id": call.id, "content": '{"temperature": 21}'}
                     for call in first.message.tool_calls]
        last = create(client, messages=messages, tools=[TOOL]).choices[0]
        assert last.finish_reason == "stop" and last.message.content and not last.message.tool_calls
        assert create(client, messages=messages[:1], tools=[TOOL], tool_choice="none").choices[0].message.content


def test_a_stream_of_tool_calls(sim):
    chunks = [chunk["choices"][0] for chunk in events(sim, tools=[TOOL], tool_choice="required")]
    first = chunks[0]["delta"]
    assert (first["role"], first["content"]) == ("assistant", None)
    calls = [call for choice in chunks for call in choice["delta"].get("tool_calls", [])]
    assert list(calls[0]) == ["index", "id", "type", "function"] and calls[0]["function"]["arguments"] == ""
    assert all(set(call) == {"index", "function"} for call in calls[1:] if call["index"] == 0)
    arguments = "".join(call["function"]["arguments"] for call in calls if call["index"] == 0)
    assert set(json.loads(arguments)) == {"city", "unit"} and chunks[-1]["finish_reason"] == "tool_calls"


# -- Structured output -----------------------------------------------------------------------------------------------


class Step(BaseModel):
    text: str
    children: list["Step"]


class Plan(BaseModel):
    title: str
    steps: list[Step]
    mood: str | None
    count: int


def test_the_sdk_parses_a_structured_answer(sim):
    with sim.client() as client:
        answer = client.chat.completions.parse(model=MODEL, messages=ASK, response_format=Plan)
        assert isinstance(answer.choices[0].message.parsed, Plan)


def test_a_json_object(sim):
    ask = [{"role": "user", "content": "Answer in JSON with the key city."}]
    with sim.client() as client:
        answer = create(client, messages=ask, response_format={"type": "json_object"})
        assert isinstance(json.loads(answer.choices[0].message.content), dict)
        with pytest.raises(openai.BadRequestError) as error:
            create(client, response_format={"type": "json_object"})
    assert (error.value.param, error.value.body["message"]) == (
        "messages", "'messages' must contain the word 'json' in some form, to use 'response_format' of type "
        "'json_object'.")


# -- Tuned models ----------------------------------------------------------------------------------------------------


def test_a_tuned_model_answers_until_it_is_deleted(sim):
    job = sim.finished(sim.job(sim.file(training(30)))["id"])
    name = job["fine_tuned_model"]
    with sim.client() as client:
        answer = create(client, model=name, messages=DIALOGUE)
        assert answer.model == name and answer.choices[0].message.content
        point = client.fine_tuning.jobs.checkpoints.list(job["id"]).data[1].fine_tuned_model_checkpoint
        assert create(client, model=point, messages=DIALOGUE).model == point
        client.models.delete(name)
        with pytest.raises(openai.NotFoundError) as error:
            create(client, model=name, messages=DIALOGUE)
        assert (error.value.code, error.value.param) == ("model_not_found", None)
        assert error.value.body["message"] == (
            f"The model `{name}` does not exist or you do not have access to it.")
        assert create(client, model=point, messages=DIALOGUE).model == point


# -- Stored completions ----------------------------------------------------------------------------------------------


def test_stored_completions_are_listed_changed_and_deleted(sim):
    with sim.client() as client:
        stored = [create(client, store=True, metadata={"n": str(n), "half": str(n // 3)}) for n in range(6)]
        unstored = create(client)
        assert [item.id for item in client.chat.completions.list()] == [item.id for item in stored]
        assert [item.id for item in client.chat.completions.list(limit=2)] == [item.id for item in stored]
        assert [item.id for item in client.chat.completions.list(order="desc").data] == [item.id for item in stored[::-1]]
        assert len(client.chat.completions.list(metadata={"half": "1"}).data) == 3
        assert client.chat.completions.list(model="gpt-4o").data == []
        found = client.chat.completions.retrieve(stored[0].id)
        assert found.choices[0].message.content == stored[0].choices[0].message.content
        assert found.metadata == {"n": "0", "half": "0"}
        assert client.chat.completions.update(stored[0].id, metadata={"new": "x"}).metadata == {"new": "x"}
        messages = client.chat.completions.messages.list(stored[0].id).data
        assert [(message.id, message.content) for message in messages] == [
            (f"{stored[0].id}-0", ASK[0]["content"])]
        gone = client.chat.completions.delete(stored[0].id)
        assert (gone.object, gone.id, gone.deleted) == ("chat.completion.deleted", stored[0].id, True)
        for id in (stored[0].id, unstored.id):
            for verb in (client.chat.completions.retrieve, client.chat.completions.delete):
                with pytest.raises(openai.NotFoundError) as error:
                    verb(id)
                assert (error.value.body["message"], error.value.param, error.value.code) == (
                    f"Completion {id} not found", "completion_id", "not_found")
