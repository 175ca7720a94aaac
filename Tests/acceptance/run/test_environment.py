# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""`tapedeck run` keeps its command away from the live service: variables, other services, recording in CI."""

import json
import os
import sys

import pytest

from support.service import Service
from support import TAPEDECK, ask, environment, listed, tapedeck
from support.workflow import DATA, configuration, env

ELSEWHERE = "http://127.0.0.1:9/v1"


def variables(done):
    assert done.code == 0, done.err
    return dict(line.split("=", 1) for line in done.out.decode().splitlines() if "=" in line)


# -- Variables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [
    "OPENAI_API_BASE", "OPENAI_API_BASE_URL", "AZURE_OPENAI_ENDPOINT", "AZURE_API_BASE", "AIDER_OPENAI_API_BASE",
    "LITELLM_PROXY_API_BASE", "OPENAI_API_URL", "OPENAI_ENDPOINT"])
@pytest.mark.parametrize("options", [["--simulate"], ["--mode", "none"]])
def test_no_variable_leads_a_client_past_the_server(run, record, name, options):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    done = run("env", options=options, **{name: ELSEWHERE})
    found = variables(done)
    expected = found["TAPEDECK_SERVER"] if name == "AZURE_OPENAI_ENDPOINT" else found["OPENAI_BASE_URL"]
    assert found[name] == expected != ELSEWHERE
    assert name in done.err, "the user is told"


def test_a_variable_of_any_name_that_holds_the_service_leads_to_the_server(run):
    found = variables(run("env", SUMMARIZER="https://api.openai.com/v1", HOMEPAGE="https://openai.com/v1"))
    assert found["SUMMARIZER"] == found["OPENAI_BASE_URL"]
    assert found["HOMEPAGE"] == "https://openai.com/v1"


def test_proxies_are_not_asked_for_the_way_to_the_server(run):
    """Whichever spelling a client reads, it finds what either held."""
    found = variables(run("env", NO_PROXY="a.test", no_proxy="b.test", HTTP_PROXY=ELSEWHERE))
    assert found["NO_PROXY"] == found["no_proxy"] == "a.test,b.test,127.0.0.1,localhost"
    code = "import openai; openai.OpenAI(max_retries=0).models.list()"
    assert run(sys.executable, "-c", code, HTTP_PROXY=ELSEWHERE, ALL_PROXY=ELSEWHERE).code == 0


# -- Services of their own -------------------------------------------------------------------------------------------


@pytest.fixture
def other():
    other = Service()
    yield other
    other.stop()


def chats(service):
    return [request for request in service.requests if request[1].endswith("/chat/completions")]


def test_a_model_with_a_base_url_of_its_own_is_recorded_and_replayed(service, other, tape, tmp_path):
    own = f"  - name: other\n    model: gpt-4o-mini-2024-07-18\n    base_url: {other.base}\n"
    file = configuration(tmp_path, models=own)
    command = [TAPEDECK, "workflow", file, "-o"]
    done = tapedeck("run", "--cassette", tape, "--upstream", service.base, "--", *command, tmp_path / "one", env=env(None))
    assert done.code == 0, done.err
    assert len(chats(other)) == 25 and len(chats(service)) == 50
    assert len(listed(tape)) == len(service.requests) + len(other.requests), "every request is on tape"
    service.stop(), other.stop()
    done = tapedeck("run", "--cassette", tape, "--mode", "none", "--fail-on-unused", "--", *command, tmp_path / "two",
                    env=env(None))
    assert done.code == 0, done.err
    for model in ("base", "other", "tuned"):
        results = f"evaluations/{model}/eval_results.json"
        assert (tmp_path / "one" / results).read_bytes() == (tmp_path / "two" / results).read_bytes()


@pytest.mark.parametrize("mode, count", [("once", 5), ("new_episodes", 5), ("none", 0)])
def test_evaluate_with_a_base_url_goes_through_the_server(service, other, tape, tmp_path, record, mode, count):
    with record(cassette=tape if mode != "once" else tmp_path / "else.sqlite", upstream=service.base) as deck:
        ask(deck, "GET", "/v1/models")
    command = [TAPEDECK, "evaluate", "--model", "m", "--data", DATA(tmp_path)["test"], "--limit", "5",
               "--base-url", other.base, "--max-retries", "0", "-o", tmp_path / "out"]
    done = tapedeck("run", "--cassette", tape, "--mode", mode, "--upstream", service.base, "--", *command, env=env(None))
    assert (done.code == 0) == (mode != "none"), done.err
    assert len(chats(other)) == count and not chats(service)
    assert len(listed(tape)) == count + (mode != "once")


def test_finetune_with_a_base_url_goes_through_the_server(service, other, tape, tmp_path):
    done = tapedeck("prepare", "--train", DATA(tmp_path)["train"], "-o", tmp_path / "prepared")
    assert done.code == 0, done.err
    command = [TAPEDECK, "finetune", "--model", "gpt-4o-mini-2024-07-18", "--training-file",
               tmp_path / "prepared/train.jsonl", "--base-url", other.base, "--poll-interval", "0", "-o", tmp_path / "out"]
    done = tapedeck("run", "--cassette", tape, "--upstream", service.base, "--", *command, env=env(None))
    assert done.code == 0, done.err
    assert len(listed(tape)) == len(other.requests) > 3 and not service.requests


def test_under_simulate_a_base_url_is_simulated_too(other, tape, tmp_path):
    command = [TAPEDECK, "evaluate", "--model", "gpt-4o-mini", "--data", DATA(tmp_path)["test"], "--limit", "3",
               "--base-url", other.base, "-o", tmp_path / "out"]
    done = tapedeck("run", "--cassette", tape, "--simulate", "--", *command, env=env(None))
    assert done.code == 0, done.err
    assert not other.requests and len(listed(tape)) == 3


def test_a_service_that_a_server_cannot_take_over_is_refused_before_anything_is_sent(other, tmp_path):
    command = ["evaluate", "--model", "m", "--data", DATA(tmp_path)["test"], "--base-url", other.base, "-o", tmp_path / "o"]
    done = tapedeck(*command, env=env(None, TAPEDECK_SERVER="http://127.0.0.1:9"))
    message = done.assert_error(69)
    assert other.base in message and "http://127.0.0.1:9" in message and "unset TAPEDECK_SERVER" in message
    assert not other.requests


# -- Continuous integration ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["true", "1", "yes"])
def test_in_ci_nothing_is_recorded_by_accident(origin, tape, value):
    for command in (["record", "--cassette", tape, "--upstream", origin.base],
                    ["run", "--cassette", tape, "--upstream", origin.base, "--", "true"],
                    ["run", "--cassette", tape, "--simulate", "--", "true"]):
        message = tapedeck(*command, env=environment(CI=value)).assert_error(64)
        assert "CI is set" in message and str(tape) in message and "--mode" in message and "TAPEDECK_RECORD" in message
    assert not tape.exists() and not origin.requests


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_a_variable_that_denies_ci_changes_nothing(run, tape, value):
    assert run("sh", "-c", 'curl -s "$OPENAI_BASE_URL/models"', CI=value).code == 0
    assert len(listed(tape)) == 1


def test_in_ci_a_wish_that_is_named_records(run, tape, tmp_path):
    curl = ["sh", "-c", 'curl -s "$OPENAI_BASE_URL/models"']
    assert run(*curl, options=["--mode", "once"], CI="true").code == 0
    assert run(*curl, CI="true", TAPEDECK_RECORD="all").code == 0
    assert len(listed(tape)) == 1


def test_in_ci_a_cassette_that_is_there_is_played(run, tape, origin):
    curl = ["sh", "-c", 'curl -s "$OPENAI_BASE_URL/models"']
    assert run(*curl).code == 0
    before = tape.read_bytes()
    assert run(*curl, CI="true").code == 0
    missed = run("sh", "-c", 'curl -s "$OPENAI_BASE_URL/files"', CI="true")
    assert missed.code == 1 and "Missed: GET /v1/files" in missed.err
    assert tape.read_bytes() == before and len(origin.requests) == 1


def test_in_ci_sessions_record_no_cassette_of_their_own(serve, replay, record, tape):
    with record() as deck:
        ask(deck, "GET", "/v1/models")
    deck = serve("record", "--cassette", tape, env=environment(CI="true"))
    answer = ask(deck, "POST", "/_tapedeck/sessions", {"name": "a", "cassette": "other.sqlite"})
    assert answer.status == 400 and "CI is set" in answer.error["message"]
    assert not (tape.parent / "other.sqlite").exists()
    deck.stop()


def test_the_variable_of_the_mode_must_name_one(run):
    message = run("true", TAPEDECK_RECORD="yes").assert_error(64)
    assert "TAPEDECK_RECORD is 'yes'" in message


# -- Polls -----------------------------------------------------------------------------------------------------------


def test_a_command_that_polls_without_pause_is_warned_of_once(run):
    code = "import http.client, os, urllib.parse\n" \
           "c = http.client.HTTPConnection(urllib.parse.urlsplit(os.environ['OPENAI_BASE_URL']).netloc)\n" \
           "for _ in range({count}):\n    c.request('GET', '/v1/files/file-{count}'); c.getresponse().read()\n"
    done = run(sys.executable, "-c", code.format(count=1000), options=["--simulate"])
    assert done.err.count("hundreds of times a second") == 1 and "/v1/files/file-1000" in done.err
    assert "hundreds" not in run(sys.executable, "-c", code.format(count=20), options=["--simulate"]).err
