# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A miss explains itself: over HTTP, in the log, in the summary and in the exit code."""

import json

import openai
import pytest

from support import ask, assert_at_rest, chat, form

URL = "/v1/chat/completions"


def assert_miss(answer, kind="not-recorded"):
    assert answer.status == 404
    assert answer["x-should-retry"] == "false" and answer["tapedeck-miss"] == kind
    assert answer["content-type"] == "application/json"
    assert answer.error["type"] == "tapedeck_miss" and answer.error["code"] == "no_matching_interaction"
    return answer.error["message"]


def test_a_json_miss_names_the_first_difference_and_the_remedy(record, replay, tape):
    with record() as deck:
        ask(deck, "POST", URL, chat("hello", temperature=0.5))
        ask(deck, "POST", URL, chat("something else", temperature=0.9, seed=4))
    with replay() as deck:
        message = assert_miss(ask(deck, "POST", URL, chat("hallo", temperature=0.5)))
        assert f"No recording in the cassette {tape} (mode none) matches POST {URL}." in message
        nearest = message[message.index("Nearest:"):]
        assert '#1 POST' in nearest.splitlines()[0]
        assert '$.messages[0].content: recorded "hello" got "hallo"' in nearest
        assert "#2 POST" in nearest and "more differences" in nearest
        assert f"tapedeck record --cassette {tape} --mode new_episodes" in message
        assert "--ignore-json" not in message, "that would let one recording answer every prompt"
        assert message.splitlines()[0] in deck.err
        assert f"Missed: POST {URL}" in deck.stop()


@pytest.mark.parametrize("change, expected", [
    ({"temperature": 0.25}, "$.temperature: recorded 0.5 got 0.25"),
    ({"seed": 1}, "$.seed: recorded nothing got 1"),
    ({"temperature": None}, "$.temperature: recorded 0.5 got null"),
])
def test_a_json_miss_shows_both_values(record, replay, change, expected):
    with record() as deck:
        ask(deck, "POST", URL, chat(temperature=0.5))
    with replay() as deck:
        assert expected in assert_miss(ask(deck, "POST", URL, chat(temperature=0.5) | change))


def test_a_query_miss_names_the_item(record, replay):
    with record() as deck:
        ask(deck, "GET", "/v1/files?limit=2")
    with replay() as deck:
        message = assert_miss(ask(deck, "GET", "/v1/files?limit=3"))
    assert "query limit: recorded 2 got 3" in message and "--ignore-query" not in message


@pytest.mark.parametrize("index, part, expected", [
    (0, ("purpose", None, None, b"assistants"), "purpose"),
    (1, ("file", "b.jsonl", "application/jsonl", b"{}\n"), "file name"),
    (1, ("file", "a.jsonl", "text/plain", b"{}\n"), "content type"),
    (1, ("file", "a.jsonl", "application/jsonl", b"[]\n"), "content"),
])
def test_a_multipart_miss_names_the_part(record, replay, index, part, expected):
    parts = [("purpose", None, None, b"fine-tune"), ("file", "a.jsonl", "application/jsonl", b"{}\n")]

    def upload(deck, parts):
        kind = "multipart/form-data; boundary=b"
        return ask(deck, "POST", "/v1/files", form("b", parts), content_type=kind)

    with record() as deck:
        upload(deck, parts)
    with replay() as deck:
        message = assert_miss(upload(deck, [*parts[:index], part, *parts[index + 1:]]))
    difference = message.splitlines()[2]
    assert part[0] in difference and expected in difference and "recorded" in difference and "got" in difference


def test_a_part_that_is_missing_is_named(record, replay):
    parts = [("purpose", None, None, b"fine-tune"), ("file", "a.jsonl", "application/jsonl", b"{}\n")]
    kind = "multipart/form-data; boundary=b"
    with record() as deck:
        ask(deck, "POST", "/v1/files", form("b", parts), content_type=kind)
    with replay() as deck:
        message = assert_miss(ask(deck, "POST", "/v1/files", form("b", parts[:1]), content_type=kind))
    assert "file" in message.splitlines()[2] and "got nothing" in message


def test_another_method_or_path_is_named(record, replay):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    with replay() as deck:
        assert "method: recorded GET got DELETE" in assert_miss(ask(deck, "DELETE", "/v1/models"))
        assert "path: recorded /v1/models got /v1/model" in assert_miss(ask(deck, "GET", "/v1/model"))


def test_running_out_says_so(record, replay):
    with record() as deck:
        ask(deck, "POST", URL, chat())
        ask(deck, "POST", URL, chat())
    with replay("--repeat", "never") as deck:
        for _ in range(2):
            assert ask(deck, "POST", URL, chat()).status == 200
        message = assert_miss(ask(deck, "POST", URL, chat()), "ran-out")
    assert "All 2 recordings" in message and "played already" in message


def test_an_empty_cassette_misses_everything(record, replay):
    with record():
        pass
    with replay() as deck:
        assert "Nearest" not in assert_miss(ask(deck, "GET", "/v1/models"))


def test_the_sdk_raises_at_once(record, replay, client):
    with record() as deck:
        ask(deck, "POST", URL, chat())
    with replay() as deck:
        with pytest.raises(openai.NotFoundError) as raised:
            client(deck, max_retries=5).chat.completions.create(
                model="m", messages=[{"role": "user", "content": "other"}])
        assert raised.value.code == "no_matching_interaction" and "Nearest: #1" in raised.value.message
        assert "1 request:" in deck.stop()


def test_a_miss_of_a_stream_is_an_error_too(record, replay, client):
    with record() as deck:
        ask(deck, "POST", URL, chat(stream=True))
    with replay() as deck, pytest.raises(openai.NotFoundError):
        messages = [{"role": "user", "content": "other"}]
        list(client(deck).chat.completions.create(model="m", messages=messages, stream=True))


SHELL = 'curl -s -o /dev/null "$OPENAI_BASE_URL/models"'


def test_run_ends_with_1_on_a_miss(run, tape, record):
    with record() as deck:
        ask(deck, "POST", URL, chat())
    done = run("sh", "-c", SHELL, options=("--mode", "none"))
    assert done.code == 1 and "Missed: GET /v1/models" in done.err


def test_run_keeps_the_commands_own_code_on_a_miss(run, record):
    with record() as deck:
        ask(deck, "POST", URL, chat())
    assert run("sh", "-c", SHELL + "; exit 5", options=("--mode", "none")).code == 5


def test_fail_on_unused(run, record):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
        ask(deck, "GET", "/v1/files")
    assert run("sh", "-c", SHELL, options=("--mode", "none")).code == 0
    done = run("sh", "-c", SHELL, options=("--mode", "none", "--fail-on-unused"))
    assert done.code == 1 and "1 recording was not played" in done.err and "#2 GET /v1/files" in done.err
    both = SHELL + '; curl -s -o /dev/null "$OPENAI_BASE_URL/files"'
    assert run("sh", "-c", both, options=("--mode", "none", "--fail-on-unused")).code == 0


def test_fail_on_unused_counts_what_any_session_played(run, record):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    shell = 'curl -s -o /dev/null -H "tapedeck-session: a" "$OPENAI_BASE_URL/models"'
    done = run("sh", "-c", shell, options=("--mode", "none", "--fail-on-unused"))
    assert done.code == 0, done.err


@pytest.mark.parametrize("name", ["report.json", "report", "report.md", "report.xml"])
def test_a_report_is_well_formed(record, replay, tmp_path, name):
    import xml.etree.ElementTree as ElementTree
    with record() as deck:
        ask(deck, "POST", URL, chat())
        ask(deck, "GET", "/v1/files")
    report = tmp_path / name
    with replay("--report", report) as deck:
        ask(deck, "POST", URL, chat())
        ask(deck, "POST", URL, chat("<&>\"']]>\x01 | `"))
    text = report.read_text()
    if name.endswith(".md"):
        assert "| played | 1 |" in text and "| missed | 1 |" in text and "## Misses" in text
        assert text.count("```") % 2 == 0
    elif name.endswith(".xml"):
        suite = ElementTree.fromstring(text)
        assert suite.get("failures") == "1" and "Nearest" in suite.find(".//failure").text
    else:
        document = json.loads(text)
        names = ["requests", "played", "recorded", "simulated", "missed", "unused"]
        assert [document[name] for name in names] == [2, 1, 0, 0, 1, 1]
        difference = document["misses"][0]["nearest"][0]["differences"][0]
        assert difference["place"] == "$.messages[0].content"
        assert document["unused_recordings"] == [
            {"id": 2, "request": "GET /v1/files", "session": "default", "cassette": str(tmp_path / "tape.sqlite")}]


def test_a_report_that_cannot_be_written_leaves_the_cassette_whole(record, tape, tmp_path):
    deck = record("--report", tmp_path / "nowhere" / "report.json")
    ask(deck, "GET", "/v1/models")
    err = deck.stop(code=65)
    assert "Error: The report cannot be written" in err
    assert_at_rest(tape)
