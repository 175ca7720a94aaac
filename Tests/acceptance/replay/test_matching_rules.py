# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Rules that loosen or tighten matching, given while recording or for a replay."""

import pytest

from support import ask, chat, listed, tapedeck

URL = "/v1/chat/completions"


def matches(deck, live, body=None, path=URL, method="POST", **fields):
    return ask(deck, method, path, chat() if body is None else body, **fields).body == live.body


@pytest.mark.parametrize("when", ["record", "replay"])
def test_an_ignored_place_does_not_count(record, replay, when):
    rule = ("--ignore-json", "$.user", "--ignore-json", "$.messages[*].name")
    with record(*(rule if when == "record" else ())) as deck:
        live = ask(deck, "POST", URL, chat(user="a"))
    with replay(*(rule if when == "replay" else ())) as deck:
        assert matches(deck, live, chat(user="b"))
        assert matches(deck, live)
        assert not matches(deck, live, chat("other"))


@pytest.mark.parametrize("when", ["record", "replay"])
def test_an_ignored_query_item_does_not_count(record, replay, when):
    rule = ("--ignore-query", "nonce")
    with record(*(rule if when == "record" else ())) as deck:
        live = ask(deck, "GET", "/v1/models?nonce=1&limit=2")
    with replay(*(rule if when == "replay" else ())) as deck:
        assert matches(deck, live, b"", "/v1/models?limit=2&nonce=7", "GET")
        assert matches(deck, live, b"", "/v1/models?limit=2", "GET")
        assert not matches(deck, live, b"", "/v1/models?limit=3", "GET")


@pytest.mark.parametrize("when", ["record", "replay"])
def test_a_matched_header_counts(record, replay, when):
    rule = ("--match-header", "OpenAI-Beta")
    with record(*(rule if when == "record" else ())) as deck:
        live = ask(deck, "POST", URL, chat(), openai_beta="v2")
    with replay(*(rule if when == "replay" else ())) as deck:
        assert matches(deck, live, openai_beta="v2")
        assert not matches(deck, live, openai_beta="v1")
        assert not matches(deck, live)


def test_headers_do_not_count_otherwise(record, replay):
    with record() as deck:
        live = ask(deck, "POST", URL, chat(), openai_beta="v2")
    with replay() as deck:
        assert matches(deck, live, openai_beta="v1", authorization=None, user_agent="another")


@pytest.mark.parametrize("when", ["record", "replay"])
@pytest.mark.parametrize("rule, one, other", [
    ("uuid", "id 0f8fad5b-d9cb-469f-a165-70867728950e.", "id 7c9e6679-7425-40de-944b-e07fc1f90ae7."),
    ("date", "on 2026-11-23 it", "on 2025-01-02 it"),
    ("run-[0-9]+", "run-1 x", "run-22 x"),
])
def test_a_scrubbed_pattern_is_the_same_everywhere(record, replay, when, rule, one, other):
    rule = ("--scrub", rule)
    with record(*(rule if when == "record" else ())) as deck:
        live = ask(deck, "POST", URL, chat(one))
    with replay(*(rule if when == "replay" else ())) as deck:
        assert matches(deck, live, chat(other))
        assert not matches(deck, live, chat("without"))


def test_flags_on_replay_stand_in_the_place_of_the_cassettes_rules(record, replay):
    with record("--ignore-json", "$.user") as deck:
        live = ask(deck, "POST", URL, chat(user="a", seed=1))
    with replay("--ignore-json", "$.seed") as deck:
        assert matches(deck, live, chat(user="a", seed=2))
        assert not matches(deck, live, chat(user="b", seed=1))
    with replay() as deck:
        assert matches(deck, live, chat(user="b", seed=1))


def test_rules_are_shown(record, tape):
    with record("--ignore-json", "$.user", "--redact", "user-[0-9]+") as deck:
        ask(deck, "POST", URL, chat())
    shown = tapedeck("cassette", "show", tape).out.decode()
    assert '{"ignore_json":["$.user"]}' in shown and "user-[0-9]+" in shown


def test_what_is_redacted_is_gone_and_matches_all_the_same(record, replay, tape):
    with record("--redact", "user-[0-9]+") as deck:
        live = ask(deck, "POST", URL, chat("I am user-123"))
        assert b"user-123" in live.body
    assert b"user-123" not in tape.read_bytes()
    with replay() as deck:
        played = ask(deck, "POST", URL, chat("I am user-456"))
        assert played.status == 200
        assert played.body == live.body.replace(b"user-123", b"REDACTED")


def test_a_redaction_given_later_holds_from_then_on(record, replay, tape):
    with record() as deck:
        first = ask(deck, "POST", URL, chat("first user-123"))
    with record("--mode", "new_episodes", "--redact", "user-[0-9]+") as deck:
        assert b"user-456" in ask(deck, "POST", URL, chat("second user-456")).body
    assert b"user-456" not in tape.read_bytes()
    with replay() as deck:
        assert ask(deck, "POST", URL, chat("second user-789")).status == 200
        # What was recorded before is as it was, and is found all the same.
        assert ask(deck, "POST", URL, chat("first user-123")).body == first.body


def test_redaction_keeps_the_chunks_of_a_stream(record, replay, tape):
    with record("--redact", "user-[0-9]+") as deck:
        live = ask(deck, "POST", URL, chat("I am user-123", stream=True))
    with replay() as deck:
        played = ask(deck, "POST", URL, chat("I am user-123", stream=True))
    assert b"".join(played.chunks) == live.body.replace(b"user-123", b"REDACTED")
    assert len(played.chunks) == len(live.chunks)


@pytest.mark.parametrize("option", [
    ("--ignore-json", "user"), ("--ignore-json", "$.a["), ("--scrub", "("), ("--redact", "(")])
def test_a_rule_that_cannot_be_read_is_a_usage_error(tape, option):
    done = tapedeck("record", "--cassette", tape, *option)
    done.assert_error(64)
    assert not tape.exists()


def test_system_prompt_temperature_model_and_tools_count(record, replay):
    asked = chat(temperature=0.5, tools=[{"type": "function", "function": {"name": "f"}}])
    with record() as deck:
        ask(deck, "POST", URL, asked)
    with replay() as deck:
        for change in [{"temperature": 0.6}, {"model": "gpt-4o"}, {"tools": []}, {"seed": 1},
                       {"messages": [{"role": "system", "content": "x"}, *asked["messages"]]}]:
            assert ask(deck, "POST", URL, asked | change).status == 404, change
        assert ask(deck, "POST", URL + "?x=1", asked).status == 404
        assert ask(deck, "POST", URL, asked).status == 200


def test_rules_given_later_when_recording_apply_to_what_is_there(record, replay, tape):
    with record() as deck:
        live = ask(deck, "POST", URL, chat(user="a"))
    with record("--mode", "new_episodes", "--ignore-json", "$.user") as deck:
        assert matches(deck, live, chat(user="b"))
    assert len(listed(tape)) == 1
