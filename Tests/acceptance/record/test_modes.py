# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Record modes as VCR defines them, and limits on what a recording spends."""

import json

import pytest

from support import ask, chat, listed

CODE = """
import json, os, sys, urllib.request, urllib.error
for content in sys.argv[1:]:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": content}]}).encode()
    request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body,
                                     {"content-type": "application/json"})
    try:
        print(json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"])
    except urllib.error.HTTPError as error:
        print(error.code, json.load(error)["error"]["code"])
"""


@pytest.fixture
def speak(run):
    """Asks one question a word under `tapedeck run` and returns exit code and answers."""
    import sys

    def start(*words, mode="once", options=()):
        done = run(sys.executable, "-c", CODE, *words, options=("--mode", mode, *options))
        return done.code, done.out.decode().splitlines()

    return start


def test_once_records_an_empty_cassette_and_then_only_plays(speak, origin, tape):
    first = speak("a", "b")
    assert first == (0, ["Answer 1 to: a", "Answer 2 to: b"])
    assert speak("a", "b") == first
    assert speak("c") == (1, ["404 no_matching_interaction"])
    assert len(origin.requests) == 2 and len(listed(tape)) == 2


def test_once_takes_an_empty_file_for_no_cassette(speak, tape):
    tape.touch()
    assert speak("a")[0] == 0
    assert len(listed(tape)) == 1


def test_new_episodes_plays_what_is_there_and_records_the_rest(speak, origin, tape):
    speak("a")
    assert speak("a", "c", mode="new_episodes") == (0, ["Answer 1 to: a", "Answer 2 to: c"])
    assert speak("a", "c", mode="none") == (0, ["Answer 1 to: a", "Answer 2 to: c"])
    assert len(origin.requests) == 2 and len(listed(tape)) == 2


def test_new_episodes_records_a_request_that_ran_out(speak, origin, tape):
    speak("a")
    assert speak("a", "a", mode="new_episodes") == (0, ["Answer 1 to: a", "Answer 2 to: a"])
    assert speak("a", "a", mode="none") == (0, ["Answer 1 to: a", "Answer 2 to: a"])


def test_none_never_asks_the_service(speak, origin):
    speak("a")
    assert speak("a", mode="none") == (0, ["Answer 1 to: a"])
    assert speak("b", mode="none") == (1, ["404 no_matching_interaction"])
    assert len(origin.requests) == 1


def test_none_wants_a_cassette(speak):
    assert speak("a", mode="none") == (65, [])


def test_all_records_again_and_keeps_what_was_not_asked(speak, tape):
    speak("a", "b")
    assert speak("a", mode="all") == (0, ["Answer 3 to: a"])
    assert speak("a", "b", mode="none") == (0, ["Answer 3 to: a", "Answer 2 to: b"])
    assert len(listed(tape)) == 2


def test_all_keeps_every_answer_of_its_own_run(speak):
    speak("a", "a", "a")
    assert speak("a", "a", mode="all") == (0, ["Answer 4 to: a", "Answer 5 to: a"])
    assert speak("a", "a", mode="none") == (0, ["Answer 4 to: a", "Answer 5 to: a"])


@pytest.mark.parametrize("status", [429, 500, 503])
def test_errors_are_passed_on_and_not_kept(origin, record, tape, status):
    origin.routes["GET /v1/models"] = lambda o, r, b, n: o.json(r, {"error": {"message": "no"}}, n, status)
    with record() as deck:
        answer = ask(deck, "GET", "/v1/models")
        assert answer.status == status and answer.error == {"message": "no"}
        assert "not recorded" in deck.err
    assert listed(tape) == []


@pytest.mark.parametrize("status", [429, 500])
def test_errors_are_kept_when_asked_for(origin, record, replay, status):
    origin.routes["GET /v1/models"] = lambda o, r, b, n: o.json(r, {"error": {"message": "no"}}, n, status)
    with record("--record-errors") as deck:
        live = ask(deck, "GET", "/v1/models")
    with replay() as deck:
        assert ask(deck, "GET", "/v1/models").kept == live.kept


def test_other_errors_are_kept(origin, record, replay):
    with record() as deck:
        live = ask(deck, "GET", "/v1/nothing")
    with replay() as deck:
        assert ask(deck, "GET", "/v1/nothing").kept == live.kept


def test_max_requests_stops_a_recording(origin, record, tape):
    with record("--max-requests", 2) as deck:
        assert [ask(deck, "POST", "/v1/chat/completions", chat(word)).status for word in "abc"] == [200, 200, 429]
        answer = ask(deck, "POST", "/v1/chat/completions", chat("d"))
        assert answer.error["code"] == "recording_limit_reached" and answer["x-should-retry"] == "false"
        assert "--max-requests" in deck.err
    assert len(origin.requests) == 2 and len(listed(tape)) == 2


def test_max_tokens_stops_a_recording(origin, record):
    with record("--max-tokens", 40) as deck:
        assert [ask(deck, "POST", "/v1/chat/completions", chat(word)).status for word in "abc"] == [200, 200, 429]
    assert len(origin.requests) == 2


def test_what_is_passed_through_is_not_recorded(origin, record, tape):
    with record("--pass-through", "/v1/models") as deck:
        assert ask(deck, "GET", "/v1/models").status == 200
        assert ask(deck, "POST", "/v1/chat/completions", chat()).status == 200
        assert "GET /v1/models 200" in deck.err
    assert [entry["path"] for entry in listed(tape)] == ["/v1/chat/completions"]


def test_what_is_passed_through_fails_in_the_services_envelope(origin, record):
    origin.stop()
    with record("--pass-through", "/v1/models") as deck:
        assert ask(deck, "GET", "/v1/models").status == 502
        assert "failed" in deck.err


def test_a_line_a_request_and_a_summary_are_on_stderr(origin, record, tmp_path):
    report = tmp_path / "report.json"
    deck = record("--report", report)
    ask(deck, "POST", "/v1/chat/completions", chat())
    ask(deck, "GET", "/v1/models?after=x")
    lines = deck.stop().splitlines()
    assert lines[0].startswith("POST /v1/chat/completions 200 ") and lines[0].endswith(" 21 tokens")
    assert lines[1].startswith("GET /v1/models") and "after" not in lines[1]
    assert lines[2].startswith("2 requests: 2 new") and "21 tokens" in lines[2]
    totals = json.loads(report.read_text())
    assert (totals["requests"], totals["recorded"], totals["tokens"]) == (2, 2, 21)


def test_tokens_of_a_stream_are_counted(origin, record):
    usage = b'data: {"choices":[],"usage":{"total_tokens":33}}\n\n'
    origin.routes["GET /v1/s"] = lambda o, r, b, n: o.stream(r, n, [b"data: {}\n\n", usage, b"data: [DONE]\n\n"])
    with record() as deck:
        ask(deck, "GET", "/v1/s")
        assert "33 tokens" in deck.err


def test_an_unknown_mode_is_a_usage_error(run, tape):
    done = run("true", options=("--mode", "sometimes"))
    assert done.assert_error(64)
    assert "once" in done.err and not tape.exists()


def test_limits_hold_for_what_is_passed_through(record):
    with record("--pass-through", "/v1/models", "--max-requests", "1") as deck:
        assert ask(deck, "GET", "/v1/models").status == 200
        stopped = ask(deck, "GET", "/v1/models")
        assert stopped.status == 429 and "--max-requests 1" in stopped.error["message"]
