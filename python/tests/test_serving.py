# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Servers without pytest: scripts, notebooks, unittest."""

import os
import socket
from unittest import mock

import pytest
from openai import OpenAI

import tapedeck
from tapedeck._environment import client_environment


def ask(base_url, text="hello"):
    client = OpenAI(base_url=base_url, api_key="none", max_retries=0)
    answer = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": text}])
    return answer.choices[0].message.content


@pytest.fixture
def cassette(service, tmp_path):
    path = tmp_path / "chat.sqlite"
    with tapedeck.record(path, upstream=service) as server:
        ask(server.base_url)
    return path


def test_what_was_recorded_is_replayed_without_the_service(cassette):
    with tapedeck.replay(cassette, playback={"repeat": "never", "timing": 2.0, "polls": "final"}) as server:
        assert ask(server.base_url)
        assert server.totals()["played"] == 1
    assert server.exit_code == 0


def test_a_miss_is_raised_at_the_end_of_the_block(cassette):
    with pytest.raises(tapedeck.MissError, match=r'content: recorded "hello" got "changed"') as raised:
        with tapedeck.replay(cassette) as server:
            with pytest.raises(Exception):
                ask(server.base_url, "changed")
    assert raised.value.misses[0]["request"] == "POST /v1/chat/completions"
    assert isinstance(raised.value, AssertionError)


def test_an_error_of_the_block_comes_before_misses(cassette):
    with pytest.raises(ZeroDivisionError):
        with tapedeck.replay(cassette) as server:
            with pytest.raises(Exception):
                ask(server.base_url, "changed")
            1 / 0


def test_misses_may_be_simulated(cassette):
    with tapedeck.replay(cassette, on_miss="simulate", simulate={"seed": 3}) as server:
        assert ask(server.base_url, "changed")


def test_a_configuration_file_gives_rules_but_no_port(cassette, tmp_path, monkeypatch):
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    (tmp_path / "tapedeck.yaml").write_text(f"server:\n  port: {port}\nmatching:\n  ignore_json: $.messages\n")
    monkeypatch.chdir(tmp_path)
    with taken, tapedeck.replay(cassette) as server:
        assert ask(server.base_url, "changed")


def test_rules_of_matching_hold(cassette):
    with tapedeck.replay(cassette, matching={"ignore_json": ["$.messages"], "scrub": ["uuid"]}) as server:
        assert ask(server.base_url, "changed")


def test_the_environment_leads_clients_to_the_server(cassette):
    with tapedeck.replay(cassette) as server, mock.patch.dict(os.environ, server.environment):
        client = OpenAI(max_retries=0)
        assert client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}])


def test_a_program_for_azure_gets_the_endpoint_and_a_key_where_it_has_none(cassette):
    with tapedeck.replay(cassette) as server:
        def variables(**inherited):
            return client_environment(server.base_url, inherited=inherited)

        assert server.azure_endpoint + "/v1" == server.base_url
        assert not [name for name in variables() if name.startswith("AZURE")]
        found = variables(OPENAI_API_VERSION="2024-10-21")
        assert (found["AZURE_OPENAI_ENDPOINT"], found["AZURE_OPENAI_API_KEY"]) == (server.azure_endpoint, "tapedeck")
        found = variables(AZURE_OPENAI_API_KEY="mine")
        assert found["AZURE_OPENAI_ENDPOINT"] == server.azure_endpoint and "AZURE_OPENAI_API_KEY" not in found


def test_sessions_of_a_folder_are_isolated(service, tmp_path):
    with tapedeck.serve_cassettes(tmp_path, upstream=service) as server:
        with server.session("one", cassette="a/one") as one, server.session("two", cassette="two", simulate=True) as two:
            assert ask(one.base_url) and ask(two.base_url)
            assert one.totals()["recorded"] == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "one.sqlite", "two.sqlite"]
    with tapedeck.serve_cassettes(tmp_path, upstream="http://127.0.0.1:9/v1") as server:
        session = server.session("one", cassette="a/one")
        assert ask(session.base_url)
        session.reset()
        assert len(session.unused()) == 1
        assert session.end()["requests"] == 0
        with pytest.raises(tapedeck.TapedeckError) as raised:
            server.session("none", cassette="none", mode="none")
        assert raised.value.code == "cassette_not_found"


def test_a_simulator_gives_the_same_answers_for_the_same_seed():
    answers = []
    for _ in range(2):
        with tapedeck.simulate(seed=5, pace="instant", fine_tuning_closed=True) as server:
            answers.append(ask(server.base_url))
    assert answers[0] == answers[1]


def test_a_server_that_cannot_start_says_why(tmp_path):
    with pytest.raises(tapedeck.TapedeckError, match="There is no cassette .*none.sqlite"):
        tapedeck.replay(tmp_path / "none.sqlite")


def test_a_program_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("TAPEDECK_BINARY", "/nonexistent/tapedeck")
    with pytest.raises(tapedeck.TapedeckError, match="TAPEDECK_BINARY names /nonexistent/tapedeck"):
        tapedeck.simulate()
