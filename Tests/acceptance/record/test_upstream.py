# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The upstream is down, unknown or slow: an error in the service's envelope says why."""

import socket

import openai
import pytest

from support import ask, chat, listed, tapedeck


def test_an_upstream_that_is_down_gives_502(record, tape, client):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with record(upstream=f"http://127.0.0.1:{port}/v1") as deck:
        answer = ask(deck, "POST", "/v1/chat/completions", chat())
        assert answer.status == 502 and answer.error["code"] == "upstream_connection_failed"
        assert f"127.0.0.1:{port}" in answer.error["message"] and answer["x-should-retry"] == "false"
        assert "failed" in deck.err
        with pytest.raises(openai.InternalServerError):
            client(deck, max_retries=5).models.list()
        assert "2 failed" in deck.stop()
    assert listed(tape) == []


def test_a_name_that_does_not_resolve_gives_502(record):
    with record(upstream="http://nowhere.invalid/v1") as deck:
        answer = ask(deck, "GET", "/v1/models")
        assert answer.status == 502 and answer.error["code"] == "upstream_unresolved_host"
        assert "nowhere.invalid" in answer.error["message"]


def test_a_first_byte_that_does_not_come_gives_504(origin, record):
    origin.gate.clear()

    def never(origin, request, body, number):
        origin.gate.wait(20)

    origin.routes["GET /v1/models"] = never
    with record("--first-byte-timeout", "1") as deck:
        answer = ask(deck, "GET", "/v1/models")
        assert answer.status == 504 and answer.error["code"] == "upstream_timeout"
        assert "within 1 s" in answer.error["message"]


def test_an_answer_that_falls_silent_breaks_off(origin, record, tape):
    origin.gate.clear()
    with record("--idle-timeout", "1") as deck:
        answer = ask(deck, "POST", "/v1/chat/completions", chat(stream=True))
        assert answer.status == 200 and not answer.is_whole and len(answer.chunks) == 1
    assert [entry["outcome"] for entry in listed(tape)] == ["truncated"]


def test_tls_to_a_server_without_it_gives_502(origin, record):
    with record(upstream=origin.base.replace("http:", "https:")) as deck:
        answer = ask(deck, "GET", "/v1/models")
        assert answer.status == 502 and answer.error["code"] == "upstream_tls_failed"


def test_an_upstream_that_closes_without_an_answer_gives_502(origin, record):
    def close(origin, request, body, number):
        request.close_connection = True

    origin.routes["GET /v1/models"] = close
    with record() as deck:
        assert ask(deck, "GET", "/v1/models").status == 502


@pytest.mark.parametrize("upstream", ["ftp://example.com", "nonsense", "http://", "http://a b/", ""])
def test_an_upstream_that_is_no_base_url_is_a_usage_error(tape, upstream):
    tapedeck("record", "--cassette", tape, "--upstream", upstream).assert_error(64)
    assert not tape.exists()


@pytest.mark.parametrize("path, expected", [
    ("", "/v1/models"), ("/", "/v1/models"), ("/v1", "/v1/models"), ("/v1/", "/v1/models"),
    ("/api/x/v3", "/api/x/v3/models"),
])
def test_the_base_path_of_the_upstream_stands_for_v1(origin, record, path, expected):
    with record(upstream=origin.base.removesuffix("/v1") + path) as deck:
        ask(deck, "GET", "/v1/models")
    assert origin.requests[-1][1] == expected


def test_the_environments_proxies_are_not_used(origin, record):
    from support import environment
    env = environment(http_proxy="http://127.0.0.1:9", HTTPS_PROXY="http://127.0.0.1:9", ALL_PROXY="http://127.0.0.1:9")
    with record(env=env) as deck:
        assert ask(deck, "GET", "/v1/models").status == 200
