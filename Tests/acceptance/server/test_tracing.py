# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Spans of OpenTelemetry: `--otlp` with a file and with a collector, for every server."""

import socket
import threading

import pytest

from support import Connection, ask, chat, environment, request_bytes, tapedeck, wait_until
from support.spans import Collector, in_file

URL = "/v1/chat/completions"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SETTINGS = {"temperature": 0.5, "top_p": 0.25, "seed": 7, "max_tokens": 40, "n": 2}


@pytest.fixture
def spans(tmp_path):
    """The path of a file for spans."""
    return tmp_path / "spans.jsonl"


def attributes(spans, *names):
    return [tuple(span["attributes"].get(name) for name in names) for span in spans]


def test_every_server_exports_what_it_answered(record, replay, serve, tape, spans):
    with record("--otlp", spans) as deck:
        assert ask(deck, "POST", URL, chat("one", **SETTINGS)).status == 200
        assert ask(deck, "POST", f"/session/mine{URL}", chat("two", stream=True)).status == 200
    recorded = in_file(spans)
    assert attributes(recorded, "tapedeck.outcome", "tapedeck.session") == [("recorded", "default"), ("recorded", "mine")]
    first = recorded[0]
    assert first["name"] == "chat gpt-4o-mini" and "status" not in first and "parentSpanId" not in first
    assert first["attributes"] == {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.request.temperature": 0.5, "gen_ai.request.top_p": 0.25, "gen_ai.request.seed": 7,
        "gen_ai.request.max_tokens": 40, "gen_ai.request.choice.count": 2, "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.model": "gpt-4o-mini", "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 9, "gen_ai.usage.output_tokens": 12,
        "http.request.method": "POST", "http.response.status_code": 200, "url.scheme": "http", "url.path": URL,
        "server.address": "127.0.0.1", "server.port": 80,
        "tapedeck.outcome": "recorded", "tapedeck.session": "default", "tapedeck.cassette": str(tape)}
    assert recorded[1]["attributes"]["gen_ai.response.id"] == "chatcmpl-2"
    assert recorded[1]["attributes"]["gen_ai.response.finish_reasons"] == ["stop"]

    with replay("--otlp", spans) as deck:
        for _ in range(2):
            assert ask(deck, "POST", URL, chat("one", **SETTINGS)).status == 200
        ask(deck, "POST", f"/session/mine{URL}", chat("two", stream=True))
        ask(deck, "POST", URL, chat("never"))
        ask(deck, "GET", "/v1/models")
    played = in_file(spans)
    assert attributes(played, "tapedeck.outcome", "tapedeck.interaction.id", "error.type") == [
        ("played", 1, None), ("played", 1, None), ("played", 2, None),
        ("missed", None, "no_matching_interaction"), ("missed", None, "no_matching_interaction")]
    assert [span["name"] for span in played] == ["chat gpt-4o-mini"] * 4 + ["GET"]
    assert played[0]["attributes"] == first["attributes"] | {"tapedeck.outcome": "played", "tapedeck.interaction.id": 1}
    assert played[3]["status"] == {"code": 2, "message": "no_matching_interaction"}
    assert len({span["spanId"] for span in played}) == len({span["traceId"] for span in played}) == 5

    with serve("simulate", "--otlp", spans) as deck:
        ask(deck, "POST", URL, chat("three", stream=True, stream_options={"include_usage": True}))
        ask(deck, "POST", "/v1/embeddings", {"model": "text-embedding-3-small", "input": "four"})
        ask(deck, "POST", "/v1/responses", {"model": "gpt-4o-mini", "input": "five", "max_output_tokens": 16})
        ask(deck, "POST", URL, chat("six") | {"model": "no-such-model"})
    simulated = in_file(spans)
    assert {span["attributes"]["tapedeck.outcome"] for span in simulated} == {"simulated"}
    assert [span["name"] for span in simulated] == [
        "chat gpt-4o-mini", "embeddings text-embedding-3-small", "chat gpt-4o-mini", "chat no-such-model"]
    assert all(tokens > 0 for span in simulated[:3] for name, tokens in span["attributes"].items()
               if name == "gen_ai.usage.input_tokens")
    assert attributes(simulated, "gen_ai.request.max_tokens")[2] == (16,)
    assert attributes(simulated, "error.type", "http.response.status_code")[3] == ("model_not_found", 404)


def test_run_exports_too(run, spans):
    script = "curl -s $OPENAI_BASE_URL/models -o /dev/null"
    assert run("sh", "-c", script, options=("--otlp", spans)).code == 0
    assert attributes(in_file(spans), "tapedeck.outcome", "http.request.method", "url.path") == [
        ("recorded", "GET", "/v1/models")]


def test_no_prompt_answer_or_key_is_exported(record, spans):
    with record("--otlp", spans) as deck:
        secret = "sk-" + "Hide" * 12
        sent = chat("the eagle has landed", user="somebody", stop=["landed"]) | {"model": f"gpt-{secret}"}
        ask(deck, "POST", f"{URL}?key={secret}", sent, authorization=f"Bearer {secret}")
        ask(deck, "GET", f"/v1/files/{secret}")
    text = spans.read_text()
    assert text.count('"traceId"') == 2
    for word in ("eagle", "Answer", "somebody", "landed", secret):
        assert word not in text


@pytest.mark.parametrize("header, is_child", [
    (f"00-{TRACE}-{PARENT}-01", True), (f"01-{TRACE}-{PARENT}-01-more", True), (f"00-{TRACE}-{PARENT}-01-more", False),
    (f"ff-{TRACE}-{PARENT}-01", False), (f"00-{TRACE.upper()}-{PARENT}-01", False), (f"00-{'0' * 32}-{PARENT}-01", False),
    (f"00-{TRACE}-{'0' * 16}-01", False), ("nonsense", False), (f"00-{TRACE}-{PARENT}", False)])
def test_a_traceparent_makes_the_span_a_child(serve, spans, header, is_child):
    with serve("simulate", "--otlp", spans) as deck:
        ask(deck, "POST", URL, chat(), traceparent=header, tracestate="vendor=1")
    (span,) = in_file(spans)
    found = span["traceId"], span.get("parentSpanId"), span.get("traceState")
    assert (found == (TRACE, PARENT, "vendor=1")) == is_child
    assert is_child or found[1:] == (None, None) and found[0] != TRACE


def test_a_trace_that_the_caller_does_not_record_gets_no_span(serve, spans):
    with serve("simulate", "--otlp", spans) as deck:
        ask(deck, "POST", URL, chat(), traceparent=f"00-{TRACE}-{PARENT}-00")
    assert in_file(spans) == []


def test_a_stream_ends_its_span_at_its_end_and_a_client_that_leaves_cancels_it(record, replay, origin, spans):
    with record() as deck:
        ask(deck, "POST", URL, chat("slow", stream=True))
    with replay("--otlp", spans, "--timing", "200") as deck:
        with Connection(deck.port) as connection:
            connection.send(request_bytes("POST", URL, chat("slow", stream=True)))
            assert connection.head().status == 200
            assert connection.chunk()
        wait_until(lambda: in_file(spans))
    (span,) = in_file(spans)
    assert span["attributes"]["error.type"] == "cancelled"
    assert span["attributes"]["tapedeck.outcome"] == "played"


def test_an_upstream_that_is_away_or_breaks_off_is_told(record, origin, spans, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with record("--otlp", spans, upstream=base) as deck:
            assert ask(deck, "POST", URL, chat()).status == 502
    (span,) = in_file(spans)
    assert span["attributes"]["tapedeck.outcome"] == "failed"
    assert span["attributes"]["error.type"] == "upstream_connection_failed"
    assert span["status"]["code"] == 2 and base.removesuffix("/v1") in span["status"]["message"]


def test_a_collector_gets_spans_as_they_come(serve):
    with Collector() as collector, serve("simulate", "--otlp", collector.url) as deck:
        for number in range(3):
            ask(deck, "POST", URL, chat(str(number)))
        # They are counted once the collector has answered.
        wait_until(lambda: metrics(deck) == {"exported": 3, "dropped": 0})
        assert len(collector.spans) == 3
        assert set(collector.paths) == {"/v1/traces"}
        assert collector.fields[0]["Content-Type"] == "application/json"
        ask(deck, "POST", URL, chat("last"))
        assert "spans" not in deck.stop()
        assert len(collector.spans) == 4


@pytest.mark.parametrize("path, asked", [("/", "/v1/traces"), ("/otlp", "/otlp/v1/traces"), ("/a/v1/traces", "/a/v1/traces")])
def test_the_path_of_a_collector_is_kept(serve, path, asked):
    with Collector() as collector, serve("simulate", "--otlp", collector.url + path) as deck:
        ask(deck, "POST", URL, chat())
        deck.stop()
        assert collector.paths == [asked]


def metrics(deck):
    lines = ask(deck, "GET", "/_tapedeck/metrics").body.decode().splitlines()
    found = [line.split() for line in lines if line.startswith("tapedeck_spans_total")]
    return {name.split('"')[1]: int(value) for name, value in found}


def told_of(text):
    return [line for line in text.splitlines() if "spans" in line]


@pytest.mark.parametrize("status, answer, told", [
    (503, b"", "the collector answered with 503"), (404, b"", "the collector answered with 404"),
    (200, b'{"partialSuccess": {"rejectedSpans": "2", "errorMessage": "too old."}}', "too old")])
def test_spans_that_a_collector_refuses_are_told_once(serve, status, answer, told):
    with Collector(status, answer) as collector, serve("simulate", "--otlp", collector.url) as deck:
        with Connection(deck.port) as connection:
            connection.send(2 * request_bytes("POST", URL, chat()))
            assert [connection.answer().status for _ in range(2)] == [200, 200]
        text = deck.stop()
    assert told_of(text) == [f"Error: 2 of 2 spans were not exported to {collector.url}/v1/traces: {told}."]


def test_a_collector_that_is_away_costs_spans_and_nothing_else(serve):
    with Collector() as collector:
        url = collector.url
    with serve("simulate", "--otlp", url) as deck:
        for number in range(20):
            assert ask(deck, "POST", URL, chat(str(number))).status == 200
        wait_until(lambda: metrics(deck)["dropped"])
        text = deck.stop()
    assert told_of(text) == [f"Error: 20 of 20 spans were not exported to {url}/v1/traces: it cannot be reached; check that a "
                             "collector listens there."]


def test_a_collector_that_never_answers_delays_the_end_by_its_bound_alone(serve):
    gate = threading.Event()
    with Collector(gate=gate) as collector, serve("simulate", "--otlp", collector.url) as deck:
        for number in range(5):
            assert ask(deck, "POST", URL, chat(str(number))).status == 200
        text = deck.stop(timeout=30)
        gate.set()
    (line,) = told_of(text)
    assert line.startswith("Error: 5 of 5 spans were not exported")


@pytest.mark.parametrize("value, told", [
    ("htp://127.0.0.1:4318", "its scheme must be https or http"), ("http://", "http://"),
    ("127.0.0.1:4318", "lacks its scheme"), ("localhost:4318/v1/traces", "lacks its scheme"),
    ("http://a:b@127.0.0.1", "user name"), ("http://127.0.0.1:4318/?q=1", "query")])
def test_a_wrong_url_is_one_clear_error(value, told):
    error = tapedeck("simulate", "--otlp", value).assert_error(64)
    assert error.startswith("Error: --otlp: ") and told in error


def test_a_file_that_cannot_be_written_is_one_clear_error(record, tape, tmp_path):
    error = tapedeck("simulate", "--otlp", tmp_path / "none" / "spans.jsonl").assert_error(64)
    assert "none/spans.jsonl" in error
    with record() as deck:
        ask(deck, "POST", URL, chat())
    before = tape.read_bytes()
    error = tapedeck("replay", "--cassette", tape, "--otlp", tape).assert_error(64)
    assert "--otlp" in error and tape.read_bytes() == before


def test_the_file_is_begun_anew_and_the_configuration_names_it(serve, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "tapedeck.yaml").write_text("otlp: spans.jsonl\n")
    (folder / "spans.jsonl").write_text("old\n")
    with serve("simulate", env=environment(TAPEDECK_CONFIG=str(folder / "tapedeck.yaml"))) as deck:
        ask(deck, "POST", URL, chat())
    assert len(in_file(folder / "spans.jsonl")) == 1
    with Collector() as collector:
        (folder / "tapedeck.yaml").write_text(f"otlp: {collector.url}\n")
        with serve("simulate", env=environment(TAPEDECK_CONFIG=str(folder / "tapedeck.yaml"))) as deck:
            ask(deck, "POST", URL, chat())
            deck.stop()
        assert len(collector.spans) == 1


def test_without_the_option_nothing_is_told_of_spans(serve):
    with serve("simulate") as deck:
        ask(deck, "POST", URL, chat())
        assert metrics(deck) == {}
