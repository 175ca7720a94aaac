# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Which requests are equal: JSON of any content type, numbers with many digits, Unicode spellings."""

import gzip
import json

import pytest

from support import ask, chat, form, tapedeck

SPELLINGS = [("caf\u00e9", "cafe\u0301"), ("\u212a", "K"), ("\u2126", "\u03a9")]


@pytest.fixture
def matches(origin, record, replay):
    """Whether a request plays what was recorded for another one."""
    origin.routes["POST /v1/x"] = lambda o, r, b, n: o.answer(r, 200, b"{}", "application/json", n)

    def matches(one, other, recorded="application/json", rules=()):
        with record(*rules) as deck:
            assert ask(deck, "POST", "/v1/x", one.encode(), content_type=recorded).status == 200
        with replay() as deck:
            return ask(deck, "POST", "/v1/x", other.encode(), content_type="application/json").status == 200

    return matches


@pytest.mark.parametrize("recorded", [None, "text/plain", "application/x-www-form-urlencoded", "application/octet-stream"])
def test_json_is_json_whatever_its_content_type(matches, recorded):
    assert matches('{ "a": 1.0 }', '{"a":1}', recorded=recorded)


@pytest.mark.parametrize("one, other, same", [
    ('{"seed":1764300000000000001}', '{"seed":1764300000000000100}', False),
    ('{"seed":9007199254740993}', '{"seed":9007199254740993.0}', True),
    ('{"t":0.1}', '{"t":0.10000000000000001}', False), ('{"t":1e2}', '{"t":100}', True),
    ('{"t":"cut \\ud83d"}', '{ "t": "cut \\uD83D" }', True), ('{"t":"cut \\ud83d"}', '{"t":"cut \\ud83e"}', False),
    *[(json.dumps({"t": one}), json.dumps({"t": other}), False) for one, other in SPELLINGS],
    *[(json.dumps({one: 1}), json.dumps({other: 1}), False) for one, other in SPELLINGS],
])
def test_values_are_compared_as_they_are_written(matches, one, other, same):
    assert matches(one, other) is same


def test_rules_hold_beside_half_of_a_surrogate_pair(matches):
    one, other = ('{"user":"%s","m":"cut \\ud83d"}' % user for user in "ab")
    assert matches(one, other, rules=("--ignore-json", "$.user"))


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
@pytest.mark.parametrize("one, other", SPELLINGS)
def test_diff_tells_spellings_apart(origin, record, tmp_path, kind, one, other):
    tapes = [tmp_path / "one.sqlite", tmp_path / "other.sqlite"]
    for text, tape in zip((one, other), tapes):
        body = (json.dumps({"text": text}) if kind == "application/json" else text).encode()
        origin.routes["GET /v1/x"] = lambda o, r, b, n, body=body: o.answer(r, 200, body, kind, n)
        with record(cassette=tape) as deck:
            ask(deck, "GET", "/v1/x")
    assert tapedeck("cassette", "diff", *tapes).code == 1


def test_sessions_of_two_spellings_are_two(record):
    paths = ["/session/caf%C3%A9/v1/models", "/session/cafe%CC%81/v1/models"]
    with record() as deck:
        answers = [ask(deck, "GET", path + f"?limit={number}").status for number, path in enumerate(paths)]
        names = [session["name"] for session in ask(deck, "GET", "/_tapedeck/sessions").json["sessions"]]
    assert answers == [200, 200]
    assert {"caf\u00e9", "cafe\u0301"} <= set(names)


def test_a_schema_has_properties_of_two_spellings(sim):
    names = list(SPELLINGS[0])
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}, "required": names,
              "additionalProperties": False}
    answer = sim.ask("POST", "/v1/chat/completions", chat(response_format={
        "type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": schema}}))
    assert sorted(json.loads(answer.json["choices"][0]["message"]["content"])) == sorted(names)


@pytest.mark.parametrize("sent, name", [
    (r"C:\data\train.jsonl", r"C:\data\train.jsonl"), (r"C:\\data\\train.jsonl", r"C:\data\train.jsonl"),
    (r"\\server\share\train.jsonl", r"\\server\share\train.jsonl"), ("a%22b.jsonl", 'a"b.jsonl'),
])
def test_a_file_name_keeps_its_backslashes(sim, sent, name):
    line = json.dumps({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]})
    body = form("X", [("purpose", None, None, b"fine-tune"), ("file", sent, None, (line + "\n").encode() * 10)])
    answer = sim.ask("POST", "/v1/files", body, content_type="multipart/form-data; boundary=X")
    assert answer.json["filename"] == name


def answering(body, coding):
    return lambda o, r, b, n: o.answer(r, 200, body, "application/json", n, content_encoding=coding)


@pytest.mark.parametrize("coding", ["UTF-8", "aws-chunked", "br", "none"])
def test_a_coding_that_is_not_known_goes_on_as_it_came(origin, record, replay, coding):
    origin.routes["GET /v1/x"] = answering(b'{"a":1}', coding)
    with record() as deck:
        live = ask(deck, "GET", "/v1/x")
        assert live.body == b'{"a":1}' and live["content-encoding"] == coding
    with replay() as deck:
        assert ask(deck, "GET", "/v1/x").kept == live.kept


def test_all_members_of_a_gzip_answer_arrive(origin, record):
    origin.routes["GET /v1/x"] = answering(gzip.compress(b'{"a":') + gzip.compress(b"1}"), "gzip")
    with record() as deck:
        assert ask(deck, "GET", "/v1/x").json == {"a": 1}


def test_a_gzip_answer_that_is_cut_breaks_off(origin, record):
    origin.routes["GET /v1/x"] = answering(gzip.compress(b'{"a":1}' * 1000)[:-6], "gzip")
    with record() as deck:
        answer = ask(deck, "GET", "/v1/x")
        assert answer is None or not answer.is_whole
