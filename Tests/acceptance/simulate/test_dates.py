# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""The simulator on another day: models shut down, fine-tuning closed, endpoints removed."""

import openai
import pytest

from support.simulation import MODEL, example
from support import Connection, tapedeck

DEPRECATED = ("The model `{}` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations")


def deprecated(model):
    return {"error": {"message": DEPRECATED.format(model), "type": "invalid_request_error", "param": None,
                      "code": "model_not_found"}}


def test_the_list_lacks_what_is_shut_down_by_then(simulate):
    names = {day: {model["id"] for model in simulate("--as-of", day).ask("GET", "/v1/models").json["data"]}
             for day in ("2026-10-22", "2026-10-23", "2027-01-15")}
    assert {"gpt-4", "o4-mini", MODEL} <= names["2026-10-22"]
    assert names["2026-10-22"] - names["2026-10-23"] >= {"gpt-4", "gpt-3.5-turbo", "o4-mini", "gpt-4.1-nano"}
    assert MODEL in names["2026-10-23"] and "gpt-6-astra" in names["2026-10-23"]
    assert not names["2027-01-15"] & {MODEL, "gpt-4o-mini", "gpt-4.1", "gpt-5", "o3"}
    assert {"gpt-5.5", "gpt-6-astra", "text-embedding-3-small"} <= names["2027-01-15"]


def test_a_model_that_is_shut_down_is_not_found(simulate):
    sim = simulate("--as-of", "2027-01-14")
    with sim.client() as client:
        for verb in (client.models.retrieve, client.models.delete):
            with pytest.raises(openai.NotFoundError) as error:
                verb(MODEL)
            assert error.value.body["message"] == f"The model '{MODEL}' does not exist"
        assert client.models.retrieve("gpt-5.5").shutdown_date is None


def test_a_chat_with_a_model_that_is_shut_down_gets_the_error_of_deprecated_models(simulate):
    sim = simulate("--as-of", "2027-01-14")
    for name in (MODEL, "gpt-4o"):
        answer = sim.ask("POST", "/v1/chat/completions", {"model": name, "messages": example()[:2]})
        assert (answer.status, answer.json) == (404, deprecated(name))
        # The gateway's white space, four blanks and a line end.
        assert answer.body.startswith(b'{\n    "error": {\n        "message"') and answer.body.endswith(b"    }\n}\n")
        assert answer["content-type"] == "application/json; charset=utf-8" and answer["vary"] == "Origin"
    assert sim.ask("POST", "/v1/chat/completions", {"model": "gpt-5.5", "messages": example()[:2]}).status == 200


@pytest.mark.parametrize("path, body, day", [
    ("images/generations", {"model": "dall-e-3", "prompt": "x"}, "2026-05-12"),
    ("audio/speech", {"model": "gpt-4o-mini-tts-2025-03-20", "input": "x", "voice": "alloy"}, "2026-07-23")])
def test_other_endpoints_refuse_models_that_are_shut_down(simulate, path, body, day):
    answer = simulate("--as-of", day).ask("POST", f"/v1/{path}", body)
    assert (answer.status, answer.json) == (404, deprecated(body["model"]))


def test_new_jobs_are_refused_from_the_announced_day_on(simulate):
    open_day, closed = simulate("--as-of", "2027-01-05"), simulate("--as-of", "2027-01-06")
    assert open_day.job()["status"] == "validating_files"
    with closed.client() as client, pytest.raises(openai.PermissionDeniedError) as error:
        client.fine_tuning.jobs.create(model=MODEL, training_file=closed.file())
    assert error.value.code == "training_not_available"
    # A model that is gone cannot be tuned either.
    answer = simulate("--as-of", "2026-10-23").ask(
        "POST", "/v1/fine_tuning/jobs", {"model": "gpt-3.5-turbo", "training_file": "file-x"})
    assert answer.error["code"] == "model_not_available"


def test_the_clock_starts_on_that_day(simulate):
    sim = simulate("--as-of", "2027-01-02")
    file = sim.ask("GET", f"/v1/files/{sim.file()}")
    assert 1_798_848_000 + 9 * 3600 <= file.json["created_at"] < 1_798_848_000 + 10 * 3600
    assert file["date"].startswith("Sat, 02 Jan 2027 09:")


def test_without_a_day_every_model_answers(sim):
    for name in ("gpt-4", "chatgpt-4o-latest", "gpt-6-astra"):
        assert sim.ask("POST", "/v1/chat/completions", {"model": name, "messages": example()[:2]}).status == 200


@pytest.mark.parametrize("text", ["2027-02-29", "tomorrow", "", "2022-12-31"])
def test_a_day_that_is_none_is_refused(text):
    assert "--as-of" in tapedeck("simulate", "--as-of", text).assert_error(64)


def test_the_configuration_file_takes_a_day(tmp_path):
    file = tmp_path / "tapedeck.yaml"
    file.write_text("simulation:\n  as_of: 2027-02-30\n")
    error = tapedeck("simulate", "--config", file).assert_error(65)
    assert "as_of" in error and "a day such as 2027-01-15" in error
    file.write_text("simulation:\n  as_of: 2027-01-15\n")
    assert b"2027-01-15" in tapedeck("config", "--config", file).out
    error = tapedeck("simulate", "--config", file, "--as-of", "soon").assert_error(64)
    assert "give a day such as 2027-01-15" in error


@pytest.mark.parametrize("method, path, day", [
    ("POST", "/v1/assistants", "2026-08-26"), ("GET", "/v1/threads/thread_abc", "2026-08-26"),
    ("POST", "/v1/threads/thread_abc/runs", "2026-08-26"), ("POST", "/v1/evals", "2026-11-30"),
    ("GET", "/v1/evals/eval_1/runs", "2026-11-30"), ("POST", "/v1/fine-tunes", "2024-01-04"),
    ("POST", "/v1/engines/davinci/completions", None)])
def test_a_removed_endpoint_is_an_invalid_url_that_tells_its_day(simulate, method, path, day):
    sim = simulate()
    with Connection(sim.server.port) as connection:
        answer = connection.request(method, f"/session/{sim.session}{path}", {} if method == "POST" else b"")
    first, second = answer.error["message"].split("\n")
    assert (answer.status, first) == (404, f"Invalid URL ({method} {path})")
    assert (f"ended on {day}" if day else "is gone") in second and "Recordings of it replay" in second
    assert (answer.error["type"], answer.error["param"], answer.error["code"]) == ("invalid_request_error", None, None)
    assert answer["content-type"] == "application/json; charset=utf-8"
