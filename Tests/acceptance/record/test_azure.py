# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Azure's clients are recorded and replayed, unmodified, through the root of the server and through sessions."""

import asyncio
import json

import openai
import pytest
from openai import AsyncAzureOpenAI, AzureOpenAI, OpenAI

from support import tapedeck

ASK = [{"role": "user", "content": "Hello"}]
SECRET = "Q7" + "abcdefghijklmnopqrstuvwxyz" + "012345"
CHAT = "POST /openai/deployments/mine/chat/completions"
ANSWER = {
    "choices": [{"content_filter_results": {}, "finish_reason": "stop", "index": 0, "logprobs": None,
                 "message": {"annotations": [], "content": "Hi <there>", "refusal": None, "role": "assistant"}}],
    "created": 1787320000, "id": "chatcmpl-1", "model": "gpt-4o-mini-2024-07-18", "object": "chat.completion",
    "prompt_filter_results": [], "usage": {"completion_tokens": 2, "prompt_tokens": 1, "total_tokens": 3}}
BODY = json.dumps(ANSWER, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").encode() + b"\n"


@pytest.fixture(autouse=True)
def azure(origin):
    def answer(origin, request, body, number):
        origin.answer(request, 200, BODY, "application/json", number, apim_request_id=f"{number}")

    def upload(origin, request, body, number):
        file = {"status": "pending", "bytes": 2, "purpose": "batch", "filename": "a", "id": "file-1", "object": "file"}
        origin.answer(request, 201, json.dumps(file).encode(), "application/json", number,
                      location=f"{origin.root}/openai/files/file-1?api-version=2024-10-21")

    origin.root = origin.base.removesuffix("/v1")
    origin.routes[CHAT] = answer
    origin.routes["POST /openai/v1/chat/completions"] = answer
    origin.routes["POST /openai/files"] = upload


def azure_client(server, kind=AzureOpenAI, session="", **options):
    options = {"api_version": "2024-10-21", "max_retries": 0, "timeout": 30} | options
    if not {"azure_ad_token", "azure_ad_token_provider"} & options.keys():
        options["api_key"] = SECRET
    return kind(azure_endpoint=server.root + session, **options)


def say(client, **options):
    return client.chat.completions.create(model="mine", messages=ASK, **options)


def sent(origin):
    return [f"{method} {path}" for method, path, _, _ in origin.requests]


@pytest.mark.parametrize("session", ["", "/session/a%2Fb"])
@pytest.mark.parametrize("options", [
    {}, {"azure_deployment": "mine"}, {"azure_ad_token": SECRET}, {"azure_ad_token_provider": lambda: SECRET}])
def test_the_client_of_azure_is_recorded_and_replayed_unmodified(record, replay, origin, tape, session, options):
    with record(upstream=origin.root) as deck:
        live = say(azure_client(deck, session=session, **options))
    assert sent(origin) == [CHAT + "?api-version=2024-10-21"]
    assert SECRET.encode() not in tape.read_bytes()
    assert tapedeck("cassette", "verify", tape).code == 0
    with replay() as deck:
        raw = azure_client(deck, session=session, **options).chat.completions.with_raw_response.create(
            model="mine", messages=ASK)
        assert raw.content == BODY and raw.headers["apim-request-id"] == "1"
        assert raw.parse() == live


def test_the_asynchronous_client_of_azure_is_recorded_and_replayed(record, replay, origin):
    async def ask(deck):
        async with azure_client(deck, AsyncAzureOpenAI) as client:
            return await say(client)

    with record(upstream=origin.root) as deck:
        live = asyncio.run(ask(deck))
    with replay() as deck:
        assert asyncio.run(ask(deck)) == live


@pytest.mark.parametrize("upstream", ["", "/openai/v1", "/openai", "/v1"])
def test_the_newer_api_is_recorded_and_replayed_with_either_base_url(record, replay, origin, client, upstream):
    with record(upstream=origin.root + upstream) as deck:
        live = say(client(deck, "/openai/v1"))
    assert sent(origin) == ["POST /openai/v1/chat/completions"]
    with replay("--repeat", "last") as deck:
        for path in ["/openai/v1", "/v1", "/session/a/openai/v1"]:
            assert say(client(deck, path)) == live


def test_a_link_to_the_upstream_leads_back_to_the_session(record, replay, origin):
    with record(upstream=origin.root) as deck:
        raw = azure_client(deck, session="/session/a").files.with_raw_response.create(file=b"{}", purpose="batch")
        assert raw.status_code == 201
        assert raw.headers["location"] == "/session/a/openai/files/file-1?api-version=2024-10-21"


def test_a_cassette_from_when_the_endpoint_had_the_version_is_played_at_the_root(record, replay, origin):
    with record(upstream=origin.root) as deck:
        say(azure_client(deck, session="/v1"))
    assert sent(origin) == [CHAT + "?api-version=2024-10-21"]
    with replay() as deck:
        assert say(azure_client(deck)).choices[0].message.content == "Hi <there>"


def test_a_miss_by_the_version_alone_names_the_rule_that_ignores_it(record, replay, origin, tape):
    with record(upstream=origin.root) as deck:
        say(azure_client(deck))
    with replay() as deck:
        with pytest.raises(openai.NotFoundError) as raised:
            say(azure_client(deck, api_version="2025-01-01-preview"))
        message = raised.value.body["message"]
        assert "query api-version: recorded 2024-10-21 got 2025-01-01-preview" in message
        assert "If this item should not count, add: --ignore-query 'api-version'" in message
        assert f"--upstream {origin.root}" in message
    with replay("--ignore-query", "api-version") as deck:
        assert say(azure_client(deck, api_version="2025-01-01-preview"))


def test_an_endpoint_with_a_part_too_much_is_told(replay, record):
    with record() as deck:
        pass
    with replay() as deck:
        with pytest.raises(openai.NotFoundError, match="/openai twice.*give them http"):
            say(azure_client(deck, session="/openai"))
        with pytest.raises(openai.NotFoundError, match="lacks /openai"):
            client = AzureOpenAI(base_url=deck.root, api_version="1", api_key="none", max_retries=0)
            say(client)
