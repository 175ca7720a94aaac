# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""A miss that is recorded when it comes again, since somebody asked for it."""

import threading

import pytest

from support import ask, assert_at_rest, chat, environment, wait_until
from support.page import needs_chromium, page, shown  # noqa: F401: fixtures

URL = "/v1/chat/completions"
MISSES = "/_tapedeck/sessions/default/misses"


@pytest.fixture
def taped(record, tape):
    with record() as deck:
        assert ask(deck, "POST", URL, chat("known")).status == 200
    return tape


def misses(deck, session="default"):
    return ask(deck, "GET", f"/_tapedeck/sessions/{session}/misses").json["misses"]


def test_the_next_request_like_it_is_recorded_and_played_from_then_on(taped, record, replay, origin):
    before = len(origin.requests)
    with record() as deck:
        assert ask(deck, "POST", URL, chat("new")).status == 404
        assert ask(deck, "POST", URL, chat("other")).status == 404
        assert [(one["number"], one["recording"]) for one in misses(deck)] == [(1, "offered"), (2, "offered")]
        asked = ask(deck, "POST", f"{MISSES}/1/record")
        assert asked.status == 200 and asked.json["recording"] == "asked"
        assert ask(deck, "POST", URL, chat("other")).status == 404
        first = ask(deck, "POST", URL, chat("new"))
        assert first.status == 200 and len(origin.requests) == before + 1
        assert misses(deck)[0]["recording"] == "sent"
        wait_until(lambda: ask(deck, "POST", URL, chat("new")).status == 200)
        again = ask(deck, "POST", URL, chat("new"))
        assert again.body == first.body and len(origin.requests) == before + 1
        assert ask(deck, "POST", URL, chat("known")).status == 200
        totals = ask(deck, "GET", "/_tapedeck/sessions/default").json["totals"]
        assert totals["recorded"] == 1 and totals["missed"] >= 3
    assert_at_rest(taped)
    with replay() as deck:
        assert ask(deck, "POST", URL, chat("new")).body == first.body
        assert ask(deck, "POST", URL, chat("other")).status == 404


def test_a_stream_is_recorded_too(taped, record, replay):
    body = chat("streamed", stream=True)
    with record() as deck:
        assert ask(deck, "POST", URL, body).status == 404
        assert ask(deck, "POST", f"{MISSES}/1/record").status == 200
        first = ask(deck, "POST", URL, body)
        assert first.status == 200 and b"data:" in first.body
    assert_at_rest(taped)
    with replay() as deck:
        assert ask(deck, "POST", URL, body).body == first.body


def test_one_of_many_is_recorded(taped, record, origin):
    before = len(origin.requests)
    with record() as deck:
        ask(deck, "POST", URL, chat("new"))
        assert ask(deck, "POST", f"{MISSES}/1/record").status == 200
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(ask(deck, "POST", URL, chat("new")).status)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(origin.requests) == before + 1
        assert set(answers) <= {200, 404} and 200 in answers
    assert_at_rest(taped)


def test_a_reset_forgets_what_was_asked_for(taped, record):
    with record() as deck:
        ask(deck, "POST", URL, chat("new"))
        ask(deck, "POST", f"{MISSES}/1/record")
        ask(deck, "POST", "/_tapedeck/sessions/default/reset")
        assert ask(deck, "POST", URL, chat("new")).status == 404
        assert misses(deck)[0]["recording"] == "offered"


def test_a_cassette_that_cannot_be_recorded_into_is_said_so(taped, record):
    with record() as deck, record(cassette=taped) as other:
        # Another recorder has the file.
        for one in (deck, other):
            ask(one, "POST", URL, chat("new"))
            assert ask(one, "POST", f"{MISSES}/1/record").status == 200
        assert ask(other, "POST", URL, chat("new")).status == 200
        refused = ask(deck, "POST", URL, chat("new"))
        assert refused.status == 500 and refused.json["error"]["code"] == "in_use", refused.body
        assert ask(deck, "POST", URL, chat("new")).status == 404
        assert ask(deck, "POST", URL, chat("known")).status == 200


def test_where_nothing_may_be_recorded_it_is_refused(taped, replay):
    with replay() as deck:
        ask(deck, "POST", URL, chat("new"))
        assert misses(deck)[0]["recording"] is None
        refused = ask(deck, "POST", f"{MISSES}/1/record")
        assert refused.status == 409 and refused.json["error"]["code"] == "cannot_record"
        assert ask(deck, "POST", URL, chat("new")).status == 404


def test_where_ci_forbids_recording_it_is_refused(taped, record):
    with record(env=environment(CI="true")) as deck:
        ask(deck, "POST", URL, chat("new"))
        assert ask(deck, "POST", f"{MISSES}/1/record").status == 409


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "99999999999999999999"])
def test_a_miss_that_is_not_there_is_said_so(taped, record, number):
    with record() as deck:
        ask(deck, "POST", URL, chat("new"))
        refused = ask(deck, "POST", f"{MISSES}/{number}/record")
        assert refused.status == 404 and refused.json["error"]["code"] == "miss_not_found"


def test_a_session_of_a_suite_records_into_its_own_cassette(tmp_path, serve, origin, replay):
    with serve("record", "--cassettes", tmp_path / "tapes", "--upstream", origin.base) as deck:
        session = {"name": "a", "cassette": "a.sqlite", "mode": "once"}
        for content in ("known", "new"):
            assert ask(deck, "POST", "/_tapedeck/sessions", {**session, "replace": True}).status == 201
            status = ask(deck, "POST", f"/session/a{URL}", chat(content)).status
            assert status == (200 if content == "known" else 404)
        assert ask(deck, "POST", "/_tapedeck/sessions/a/misses/1/record").json["recording"] == "asked"
        assert ask(deck, "POST", f"/session/a{URL}", chat("new")).status == 200
        assert ask(deck, "DELETE", "/_tapedeck/sessions/a").status == 200
    assert_at_rest(tmp_path / "tapes" / "a.sqlite")
    with replay(cassette=tmp_path / "tapes" / "a.sqlite") as deck:
        assert ask(deck, "POST", f"/session/a{URL}", chat("new")).status == 200


@needs_chromium
def test_the_page_asks_for_it(taped, record, page):
    page.visit("about:blank")
    page.complaints.clear()
    page.view(1280)
    with record() as deck:
        ask(deck, "POST", URL, chat("new"))
        page.visit(f"{deck.root}/_tapedeck/#view=misses")
        wait_until(lambda: shown(page) == f"POST {URL}")
        page("document.querySelector('button.record').click()")
        wait_until(lambda: "The next request like this one goes to the service" in page("document.getElementById('detail').innerText"))
        assert page("document.querySelector('button.record')") is None
        assert ask(deck, "POST", URL, chat("new")).status == 200
        page.visit(f"{deck.root}/_tapedeck/#view=misses")
        wait_until(lambda: page("document.querySelector('button.record')?.textContent ?? ''") == "Record it again")
    assert page.complaints == []
