# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The order of recordings: what follows the last one, and how polls are played."""

import pytest

from support import Connection, ask, chat

STATES = ["validating_files", "queued", "running", "running", "running", "succeeded"]


@pytest.fixture
def job(record):
    """Records a job with its six polls."""
    with record() as deck:
        id = ask(deck, "POST", "/v1/fine_tuning/jobs", {"model": "m"}).json["id"]
        assert [ask(deck, "GET", f"/v1/fine_tuning/jobs/{id}").json["status"] for _ in STATES] == STATES
    return f"/v1/fine_tuning/jobs/{id}"


def polls(deck, job, count):
    return [ask(deck, "GET", job).json.get("status") for _ in range(count)]


@pytest.mark.parametrize("how, expected", [
    ("recorded", STATES + ["succeeded"] * 4),
    ("collapse", ["validating_files", "queued", "running", "succeeded"] + ["succeeded"] * 6),
    ("final", ["succeeded"] * 10),
])
def test_polls_play_as_asked_and_never_start_over(job, replay, how, expected):
    with replay("--polls", how) as deck:
        assert polls(deck, job, 10) == expected
    with replay("--polls", how) as deck, Connection(deck.port) as connection:
        assert [connection.request("GET", job).json["status"] for _ in range(10)] == expected


@pytest.mark.parametrize("how, count", [("recorded", 6), ("collapse", 4), ("final", 1)])
def test_polls_run_out_when_nothing_repeats(job, replay, how, count):
    with replay("--polls", how, "--repeat", "never") as deck:
        assert [ask(deck, "GET", job).status for _ in range(count + 2)] == [200] * count + [404, 404]
        answer = ask(deck, "GET", job)
        assert answer["tapedeck-miss"] == "ran-out" and "--repeat last" in answer.error["message"]


def test_polls_that_were_passed_over_are_not_unused(job, replay):
    with replay("--polls", "final") as deck:
        ask(deck, "POST", "/v1/fine_tuning/jobs", {"model": "m"})
        ask(deck, "GET", job)
        err = deck.stop()
    assert "not played" not in err


def test_posts_are_no_polls(record, replay):
    with record() as deck:
        live = [ask(deck, "POST", "/v1/chat/completions", chat()).body for _ in range(3)]
    with replay("--polls", "final") as deck:
        assert [ask(deck, "POST", "/v1/chat/completions", chat()).body for _ in range(3)] == live


def test_the_last_one_repeats_by_default(record, replay):
    with record() as deck:
        live = [ask(deck, "POST", "/v1/chat/completions", chat()).body for _ in range(2)]
    with replay() as deck:
        assert [ask(deck, "POST", "/v1/chat/completions", chat()).body for _ in range(4)] == [*live, live[1], live[1]]
        assert "4 played (2 repeated)" in deck.stop()


@pytest.mark.parametrize("options", [("--repeat", "often"), ("--polls", "x"), ("--timing", "0"), ("--timing", "fast")])
def test_an_unknown_policy_is_a_usage_error(job, tape, options):
    from support import tapedeck
    tapedeck("replay", "--cassette", tape, *options).assert_error(64)
